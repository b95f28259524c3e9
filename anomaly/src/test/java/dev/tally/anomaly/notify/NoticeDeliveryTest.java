package dev.tally.anomaly.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.anomaly.life.Alert;
import dev.tally.anomaly.life.Alerts;
import dev.tally.anomaly.notify.Notice.Kind;
import dev.tally.anomaly.notify.NoticeDelivery.DeliveryReport;
import dev.tally.anomaly.store.TestDatabases;
import dev.tally.delivery.Delivery;
import dev.tally.delivery.Webhook;
import dev.tally.delivery.WebhookReceiver;
import dev.tally.metadata.MetadataDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class NoticeDeliveryTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final Instant DAY = Instant.parse("2001-01-21T00:00:00Z");

  private final MetadataDatabase database = TestDatabases.h2();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final RecordingNotifier pager = new RecordingNotifier();
  private final RecordingNotifier chat = new RecordingNotifier();
  private final NoticeDelivery delivery = delivery();

  @AfterEach
  void close() {
    executor.close();
    database.close();
  }

  private NoticeDelivery delivery() {
    return new NoticeDelivery(
        database, Notifiers.of(Map.of("pager", pager, "chat", chat)), executor, meters);
  }

  private void add(Alert alert, Kind kind, String... recipients) {
    database.inTransaction(
        handle -> {
          Outbox.add(handle, alert, kind, List.of(recipients), NOW);
          return alert;
        });
  }

  private List<String> states() {
    return database.withHandle(
        h ->
            h.createQuery(
                    "SELECT kind || ' ' || notifier || ' ' || attempts || ' '"
                        + " || CASE WHEN delivered_at IS NOT NULL THEN 'delivered'"
                        + " WHEN next_attempt_at IS NULL THEN 'given up' ELSE 'waits' END"
                        + " FROM alert_notices ORDER BY id")
                .mapTo(String.class)
                .list());
  }

  @Test
  void sendsWhatIsDueOnce() {
    add(Alerts.firing("a", DAY), Kind.FIRED, "pager", "chat");
    assertThat(delivery.deliver(NOW.minusMillis(1))).isEqualTo(new DeliveryReport(0, 0, 0));
    assertThat(delivery.deliver(NOW)).isEqualTo(new DeliveryReport(2, 0, 0));
    assertThat(delivery.deliver(NOW.plusSeconds(9_999))).isEqualTo(new DeliveryReport(0, 0, 0));
    assertThat(pager.notices()).hasSize(1);
    assertThat(chat.notices()).hasSize(1);
    assertThat(pager.notices().getFirst().sentence())
        .isEqualTo("departures by origin ORD: 412 on 2001-01-21, expected 1,020–1,180");
    assertThat(states()).containsExactly("FIRED pager 1 delivered", "FIRED chat 1 delivered");
    assertThat(meters.counter("tally.alert.notices.delivered").count()).isEqualTo(2);
  }

  @Test
  void theSameNoticeIsInTheOutboxOnce() {
    Alert alert = Alerts.firing("a", DAY);
    add(alert, Kind.FIRED, "pager");
    add(alert, Kind.FIRED, "pager");
    delivery.deliver(NOW);
    add(alert, Kind.FIRED, "pager");
    delivery.deliver(NOW);
    assertThat(pager.notices()).hasSize(1);
  }

  @Test
  void triesAgainAfterAGrowingPause() {
    add(Alerts.firing("a", DAY), Kind.FIRED, "pager");
    pager.failNext(2);
    assertThat(delivery.deliver(NOW)).isEqualTo(new DeliveryReport(0, 1, 0));
    Instant second = NOW.plus(NoticeDelivery.PAUSE_MIN);
    assertThat(delivery.deliver(second.minusMillis(1))).isEqualTo(new DeliveryReport(0, 0, 0));
    assertThat(delivery.deliver(second)).isEqualTo(new DeliveryReport(0, 1, 0));
    Instant third = second.plus(NoticeDelivery.PAUSE_MIN.multipliedBy(2));
    assertThat(delivery.deliver(third.minusMillis(1))).isEqualTo(new DeliveryReport(0, 0, 0));
    assertThat(delivery.deliver(third)).isEqualTo(new DeliveryReport(1, 0, 0));
    assertThat(pager.notices()).extracting(Notice::id).hasSize(3).containsOnly(1L);
    assertThat(states()).containsExactly("FIRED pager 3 delivered");
  }

  @Test
  void givesUpAfterTheLastAttempt() {
    add(Alerts.firing("a", DAY), Kind.FIRED, "pager");
    pager.failNext(Integer.MAX_VALUE);
    Instant time = NOW;
    for (int attempt = 1; attempt < NoticeDelivery.ATTEMPTS_MAX; attempt++) {
      assertThat(delivery.deliver(time)).isEqualTo(new DeliveryReport(0, 1, 0));
      time = time.plus(NoticeDelivery.PAUSE_MAX);
    }
    assertThat(delivery.deliver(time)).isEqualTo(new DeliveryReport(0, 0, 1));
    assertThat(delivery.deliver(time.plus(Duration.ofDays(30))))
        .isEqualTo(new DeliveryReport(0, 0, 0));
    assertThat(pager.notices()).hasSize(NoticeDelivery.ATTEMPTS_MAX);
    assertThat(states())
        .containsExactly("FIRED pager " + NoticeDelivery.ATTEMPTS_MAX + " given up");
  }

  @Test
  void nobodyHearsOfAnEndBeforeTheBeginning() {
    Alert firing = Alerts.firing("a", DAY);
    add(firing, Kind.FIRED, "pager");
    add(Alerts.resolved(firing, DAY.plusSeconds(86_400)), Kind.RESOLVED, "pager");
    add(Alerts.firing("b", DAY), Kind.FIRED, "chat");
    pager.failNext(1);
    assertThat(delivery.deliver(NOW)).isEqualTo(new DeliveryReport(1, 1, 0));
    assertThat(delivery.deliver(NOW)).isEqualTo(new DeliveryReport(0, 0, 0));
    Instant later = NOW.plus(NoticeDelivery.PAUSE_MIN);
    delivery.deliver(later);
    delivery.deliver(later);
    assertThat(pager.notices())
        .extracting(Notice::kind)
        .containsExactly(Kind.FIRED, Kind.FIRED, Kind.RESOLVED);
  }

  @Test
  void oneThatFailsHoldsUpNoOther() {
    for (String path : List.of("a", "b", "c")) {
      add(Alerts.firing(path, DAY), Kind.FIRED, "pager", "chat");
    }
    pager.failNext(1);
    assertThat(delivery.deliver(NOW)).isEqualTo(new DeliveryReport(3, 1, 0));
    assertThat(pager.notices()).hasSize(1);
    assertThat(chat.notices()).hasSize(3);
    assertThat(delivery.deliver(NOW)).isEqualTo(new DeliveryReport(2, 0, 0));
  }

  @Test
  void whoDiesBetweenSendingAndMarkingSendsOnceMore() {
    add(Alerts.firing("a", DAY), Kind.FIRED, "pager");
    // As the dead one left it: claimed, perhaps sent, not marked.
    List<Notice> due = database.withHandle(handle -> Outbox.due(handle, NOW, 10));
    Instant next = NOW.plus(NoticeDelivery.PAUSE_MIN);
    assertThat(claim(due.getFirst(), next)).isTrue();
    assertThat(delivery.deliver(NOW)).isEqualTo(new DeliveryReport(0, 0, 0));
    assertThat(delivery().deliver(next)).isEqualTo(new DeliveryReport(1, 0, 0));
    assertThat(delivery().deliver(next.plusSeconds(99_999))).isEqualTo(new DeliveryReport(0, 0, 0));
    assertThat(pager.notices()).hasSize(1);
  }

  @Test
  void whoTookTooLongSaysNothingOfTheAttemptThatCameAfterHis() {
    add(Alerts.firing("a", DAY), Kind.FIRED, "pager");
    Instant later = NOW.plus(NoticeDelivery.PAUSE_MIN);
    NoticeDelivery slow =
        new NoticeDelivery(
            database,
            Notifiers.of(
                Map.of(
                    "pager",
                    _ -> {
                      pager.failNext(1);
                      assertThat(delivery.deliver(later)).isEqualTo(new DeliveryReport(0, 1, 0));
                      return new Delivery.Refused("long ago");
                    })),
            executor,
            meters);
    assertThat(slow.deliver(NOW)).isEqualTo(new DeliveryReport(0, 0, 0));
    assertThat(meters.counter("tally.alert.notices.given.up").count()).isZero();
    assertThat(states()).containsExactly("FIRED pager 2 waits");
    Instant third = later.plus(NoticeDelivery.PAUSE_MIN.multipliedBy(2));
    assertThat(delivery.deliver(third)).isEqualTo(new DeliveryReport(1, 0, 0));
  }

  private boolean claim(Notice notice, Instant next) {
    return database.withHandle(handle -> Outbox.claim(handle, notice, next));
  }

  @Test
  void aNoticeIsClaimedByOneProcessOnly() {
    add(Alerts.firing("a", DAY), Kind.FIRED, "pager");
    List<Notice> due = database.withHandle(handle -> Outbox.due(handle, NOW, 10));
    assertThat(claim(due.getFirst(), NOW.plusSeconds(9))).isTrue();
    assertThat(claim(due.getFirst(), NOW.plusSeconds(9))).isFalse();
  }

  @Test
  void whatIsRefusedForGoodIsGivenUpAtOnce() {
    add(Alerts.firing("a", DAY), Kind.FIRED, "pager");
    NoticeDelivery refusing =
        new NoticeDelivery(
            database,
            Notifiers.of(Map.of("pager", _ -> new Delivery.Refused("too large"))),
            executor,
            meters);
    assertThat(refusing.deliver(NOW)).isEqualTo(new DeliveryReport(0, 0, 1));
    assertThat(refusing.deliver(NOW.plus(Duration.ofDays(1))))
        .isEqualTo(new DeliveryReport(0, 0, 0));
    assertThat(states()).containsExactly("FIRED pager 1 given up");
  }

  @Test
  void aPauseIsLongerThanAnAttempt() {
    assertThat(NoticeDelivery.PAUSE_MIN).isGreaterThan(Webhook.TIMEOUT);
  }

  @Test
  void aWebhookThatFailsFirstGetsTheAlertInTheEnd() throws GeneralSecurityException {
    try (WebhookReceiver receiver = new WebhookReceiver();
        HttpClient client = HttpClient.newHttpClient()) {
      receiver.answerNext(500, 503);
      NoticeDelivery webhooks =
          new NoticeDelivery(
              database,
              Notifiers.of(
                  List.of(NotifierSettings.webhook("oncall", receiver.url().toString(), "s3cret")),
                  client,
                  Optional.empty()),
              executor,
              meters);
      add(
          Alerts.firing("flights.FlightDeparted.departures.1d.origin.ORD", DAY),
          Kind.FIRED,
          "oncall");
      Instant time = NOW;
      for (int run = 0; run < 3; run++) {
        webhooks.deliver(time);
        time = time.plus(NoticeDelivery.PAUSE_MAX);
      }
      assertThat(states()).containsExactly("FIRED oncall 3 delivered");
      assertThat(receiver.posts()).hasSize(3);
      assertThat(receiver.posts()).extracting(p -> p.header("Tally-Notice")).containsOnly("1");
      WebhookReceiver.Post post = receiver.posts().getLast();
      assertThat(post.header("Tally-Signature")).isEqualTo("sha256=" + hmac(post.body(), "s3cret"));
      JsonNode body = JsonMapper.builder().build().readTree(post.body());
      assertThat(body.get("kind").asString()).isEqualTo("FIRED");
      assertThat(body.get("text").asString()).startsWith("departures by origin ORD: 412");
      assertThat(body.get("decidedAt").asString()).isEqualTo("2026-11-21T10:00:00Z");
      assertThat(body.get("alert").get("state").asString()).isEqualTo("FIRING");
      assertThat(body.get("alert").get("firingSince").asString()).isEqualTo("2001-01-21T00:00:00Z");
      assertThat(body.get("alert").get("peak").get("upper").asDouble()).isEqualTo(1180);
    }
  }

  private static String hmac(String body, String secret) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
  }
}
