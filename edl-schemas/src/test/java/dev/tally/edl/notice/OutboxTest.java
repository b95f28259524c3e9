package dev.tally.edl.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.tally.edl.audit.SetClock;
import dev.tally.edl.audit.Turns;
import dev.tally.error.TallyException;
import dev.tally.metadata.Databases;
import dev.tally.metadata.MetadataDatabase;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What the outbox promises on every database. */
abstract class OutboxTest {
  private final SetClock clock = new SetClock(Instant.parse("2026-11-21T12:34:56.789Z"));
  private final MetadataDatabase database;
  private final Turns turns;
  private final Outbox outbox;
  private final List<Notice> sent = new ArrayList<>();

  OutboxTest(Databases databases) {
    database = MetadataDatabase.open(databases.next());
    turns = new Turns(database, clock);
    outbox = new Outbox(turns);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private Delivery deliver(Notice notice) {
    sent.add(notice);
    return new Delivery.Delivered();
  }

  private static Delivery fail(Notice notice) {
    return new Delivery.Failed("away for " + notice.id());
  }

  private void add(String words) {
    turns.take(
        turn -> {
          Outbox.add(
              turn, NoticeKind.PROPOSAL_OPENED, List.of("bob", "ann"), Map.of("words", words));
          return true;
        });
  }

  @Test
  void aChannelGetsWhatComesAfterItOnceAndInOrder() {
    add("before");
    outbox.open("hook");
    add("one");
    add("two");
    assertThat(outbox.deliver("hook", this::deliver)).isEqualTo(new Outbox.Report(2, 0));
    assertThat(outbox.deliver("hook", this::deliver)).isEqualTo(new Outbox.Report(0, 0));
    assertThat(sent).extracting(Notice::id).containsExactly(2L, 3L);
    assertThat(sent.getFirst().recipients()).containsExactly("ann", "bob");
    assertThat(JsonMapper.shared().readTree(sent.getFirst().body()))
        .isEqualTo(
            JsonMapper.shared()
                .readTree(
                    """
                    {"id": 2, "kind": "proposal.opened", "at": "2026-11-21T12:34:56.789Z", "words": "one"}
                    """));
    outbox.open("mail");
    add("three");
    assertThat(outbox.deliver("mail", this::deliver).delivered()).isEqualTo(1);
    assertThatThrownBy(() -> outbox.open("no name"))
        .isInstanceOf(TallyException.class)
        .hasMessageContaining("a channel's name");
  }

  @Test
  void whatIsRolledBackTellsNobody() {
    outbox.open("hook");
    assertThatThrownBy(
            () ->
                turns.take(
                    turn -> {
                      Outbox.add(turn, NoticeKind.PROPOSAL_OPENED, List.of(), Map.of());
                      throw new IllegalStateException("changed my mind");
                    }))
        .hasMessage("changed my mind");
    assertThat(outbox.deliver("hook", this::deliver).delivered()).isZero();
  }

  @Test
  void failuresAreTriedAgainLaterAndLater() {
    outbox.open("hook");
    add("one");
    add("two");
    Duration wait = Outbox.BACK_OFF_MIN;
    for (int attempt = 1; attempt < Outbox.ATTEMPTS_MAX; attempt++) {
      assertThat(outbox.deliver("hook", OutboxTest::fail)).isEqualTo(new Outbox.Report(0, 2));
      assertThat(Outbox.backOff(attempt)).isEqualTo(wait);
      clock.advance(wait.minusMillis(1));
      assertThat(outbox.deliver("hook", this::deliver)).isEqualTo(new Outbox.Report(0, 0));
      clock.advance(Duration.ofMillis(1));
      wait = wait.multipliedBy(2);
      wait = wait.compareTo(Outbox.BACK_OFF_MAX) > 0 ? Outbox.BACK_OFF_MAX : wait;
    }
    // The last attempt: one arrives, the other is given up.
    assertThat(outbox.deliver("hook", notice -> notice.id() == 1 ? deliver(notice) : fail(notice)))
        .isEqualTo(new Outbox.Report(1, 1));
    clock.advance(Duration.ofDays(30));
    assertThat(outbox.deliver("hook", this::deliver)).isEqualTo(new Outbox.Report(0, 0));
    assertThat(sent).extracting(Notice::id).containsExactly(1L);
  }

  @Test
  void whoBreaksCountsAsFailedAndOthersGoOn() {
    outbox.open("hook");
    add("one");
    add("two");
    assertThat(
            outbox.deliver(
                "hook",
                notice -> {
                  if (notice.id() == 1) {
                    throw new IllegalStateException("broken");
                  }
                  return deliver(notice);
                }))
        .isEqualTo(new Outbox.Report(1, 1));
  }

  @Test
  void whoIsSendingKeepsOthersFromItAndIsRelievedWhenItDies() {
    outbox.open("hook");
    add("one");
    Outbox other = new Outbox(turns);
    AtomicInteger others = new AtomicInteger();
    outbox.deliver(
        "hook",
        notice -> {
          others.addAndGet(other.deliver("hook", this::deliver).delivered());
          // As long as nobody says what came of it, it is as if this process had died here.
          clock.advance(Outbox.LEASE);
          others.addAndGet(other.deliver("hook", this::deliver).delivered());
          return new Delivery.Failed("too late");
        });
    assertThat(others).hasValue(1);
    clock.advance(Duration.ofDays(1));
    assertThat(outbox.deliver("hook", this::deliver)).isEqualTo(new Outbox.Report(0, 0));
  }

  @Test
  void aWebhookIsSigned() throws Exception {
    BlockingQueue<Map<String, String>> requests = new LinkedBlockingQueue<>();
    AtomicInteger status = new AtomicInteger(500);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/hook",
        exchange -> {
          requests.add(
              Map.of(
                  "notice", exchange.getRequestHeaders().getFirst("Tally-Notice"),
                  "signature", exchange.getRequestHeaders().getFirst("Tally-Signature"),
                  "body",
                      new String(
                          exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
          exchange.sendResponseHeaders(status.get(), -1);
          exchange.close();
        });
    server.start();
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
      WebhookNotifier webhook = new WebhookNotifier(url, "key", client);
      Notice notice =
          new Notice(
              7,
              NoticeKind.PROPOSAL_OPENED,
              List.of(),
              "The quick brown fox jumps over the lazy dog");
      assertThat(webhook.send(notice)).isEqualTo(new Delivery.Failed(url + " answered 500"));
      status.set(204);
      assertThat(webhook.send(notice)).isEqualTo(new Delivery.Delivered());
      assertThat(requests)
          .hasSize(2)
          .allSatisfy(
              request ->
                  assertThat(request)
                      .containsEntry("notice", "7")
                      .containsEntry("body", notice.body())
                      // The known value of HMAC_SHA256("key", …), from Wikipedia's HMAC article.
                      .containsEntry(
                          "signature",
                          "sha256=f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8"));
      server.stop(0);
      assertThat(webhook.send(notice)).isInstanceOf(Delivery.Failed.class);
    }
  }
}
