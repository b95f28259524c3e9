package dev.tally.edl.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.tally.delivery.Delivery;
import dev.tally.delivery.Mail;
import dev.tally.delivery.MailSettings;
import dev.tally.delivery.MailSettings.Security;
import dev.tally.delivery.Mailer;
import dev.tally.delivery.Sender;
import dev.tally.delivery.SmtpServer;
import dev.tally.edl.audit.SetClock;
import dev.tally.edl.audit.Turns;
import dev.tally.edl.people.People;
import dev.tally.edl.people.Person;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.metadata.Databases;
import dev.tally.metadata.MetadataDatabase;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What mails of review promise on every database. */
abstract class ReviewMailsTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:34:56.789Z");
  private static final URI URL = URI.create("https://tally.example.org/");
  private static final Duration DAY = Duration.ofDays(1);

  private final SetClock clock = new SetClock(NOW);
  private final MetadataDatabase database;
  private final Turns turns;
  private final People people;
  private final List<Mail> sent = new ArrayList<>();

  ReviewMailsTest(Databases databases) {
    database = MetadataDatabase.open(databases.next());
    turns = new Turns(database, clock);
    people = new People(turns);
  }

  @BeforeEach
  void fill() {
    for (String name : new String[] {"ann", "bob", "cid"}) {
      people.put(new Person(name, Optional.of(name + "@example.org")), "admin");
    }
    people.put(new Person("dan", Optional.empty()), "admin");
    mails(this::take).open();
  }

  @AfterEach
  void close() {
    database.close();
  }

  private ReviewMails mails(Sender<Mail> sender) {
    return new ReviewMails(turns, new MailText(URL), sender, new SecureRandom());
  }

  private Delivery take(Mail mail) {
    sent.add(mail);
    return new Delivery.Delivered();
  }

  private static Mailer mailer(int port) {
    return new Mailer(
        new MailSettings(
            "127.0.0.1", port, Security.NONE, Optional.empty(), "", "Tally <tally@example.org>"),
        new SetClock(NOW));
  }

  private static ReviewMails.Report report(int delivered, int failed, int givenUp, int held) {
    return new ReviewMails.Report(delivered, failed, givenUp, held);
  }

  private void tell(
      NoticeKind kind, int proposal, String actor, Map<String, ?> more, String... recipients) {
    Map<String, Object> body = new HashMap<>(more);
    body.put("actor", actor);
    body.put(
        "proposal", Map.of("id", proposal, "title", "Add country", "author", "ann", "round", 2));
    turns.take(
        turn -> {
          Outbox.add(turn, kind, List.of(recipients), body);
          return kind;
        });
  }

  private void comment(int proposal, String words, String... recipients) {
    tell(NoticeKind.PROPOSAL_COMMENTED, proposal, "ann", Map.of("body", words), recipients);
  }

  @Test
  void eachReaderGetsAMailThatLeadsToThePage() throws MessagingException, IOException {
    GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    server.start();
    try (Mailer mailer = mailer(server.getSmtp().getPort())) {
      ReviewMails mails = mails(mailer);
      tell(NoticeKind.PROPOSAL_OPENED, 3, "ann", Map.of(), "bob", "cid", "dan");
      assertThat(mails.deliver()).isEqualTo(report(2, 0, 0, 0));
      tell(
          NoticeKind.PROPOSAL_REVIEWED,
          3,
          "bob",
          Map.of("decision", "REQUEST_CHANGES", "body", "Why <b>not</b>\n\"NO\" & \"SE\"?"),
          "cid");
      assertThat(mails.deliver()).isEqualTo(report(1, 0, 0, 0));
      assertThat(mails.deliver()).isEqualTo(report(0, 0, 0, 0));

      List<MimeMessage> got =
          Stream.of(server.getReceivedMessagesForDomain("cid@example.org")).toList();
      assertThat(got).hasSize(2);
      assertThat(got.getFirst().getMessageID()).isEqualTo("<proposal-3@tally.example.org>");
      assertThat(got.getFirst().getHeader("References")).isNull();
      assertThat(got.getLast().getMessageID()).isEqualTo("<proposal-3.notice-2@tally.example.org>");
      assertThat(got.getLast().getHeader("References"))
          .containsExactly("<proposal-3@tally.example.org>");
      for (MimeMessage mail : got) {
        assertThat(mail.getSubject()).isEqualTo("[Tally] Add country (#3)");
      }
      MimeMultipart parts = (MimeMultipart) got.getLast().getContent();
      assertThat(parts.getBodyPart(0).getContent().toString().lines())
          .startsWith(
              "bob asks for changes of round 2.",
              "",
              "> Why <b>not</b>",
              "> \"NO\" & \"SE\"?",
              "",
              "https://tally.example.org/reviews/3",
              "",
              "-- ");
      assertThat(parts.getBodyPart(1).getContent().toString())
          .contains(
              "<p>bob asks for changes of round 2.</p>",
              "Why &lt;b&gt;not&lt;/b&gt;\r\n&quot;NO&quot; &amp; &quot;SE&quot;?</blockquote>",
              "<a href=\"https://tally.example.org/reviews/3\">");
      assertThat(server.getReceivedMessagesForDomain("bob@example.org")).hasSize(1);
    } finally {
      server.stop();
    }
  }

  @Test
  void eachKindIsASentence() {
    tell(NoticeKind.PROPOSAL_OPENED, 1, "ann", Map.of(), "bob");
    tell(NoticeKind.PROPOSAL_ROUND, 1, "ann", Map.of(), "bob");
    for (String decision : new String[] {"APPROVE", "REQUEST_CHANGES", "COMMENT"}) {
      tell(NoticeKind.PROPOSAL_REVIEWED, 1, "cid", Map.of("decision", decision), "bob");
    }
    comment(1, "Yes.", "bob");
    tell(NoticeKind.PROPOSAL_WITHDRAWN, 1, "ann", Map.of(), "bob");
    tell(NoticeKind.PROPOSAL_MERGED, 1, "ann", Map.of("stage", "STAGING"), "bob");
    assertThat(mails(this::take).deliver()).isEqualTo(report(1, 0, 0, 0));
    // What came together is one mail, in its order.
    assertThat(sent.getFirst().text().lines().takeWhile(line -> !line.startsWith("https")))
        .filteredOn(line -> !line.isEmpty())
        .containsExactly(
            "ann proposes: Add country.",
            "ann added round 2.",
            "cid approves round 2.",
            "cid asks for changes of round 2.",
            "cid reviewed the proposal.",
            "ann commented.",
            "> Yes.",
            "ann withdrew the proposal.",
            "ann merged the proposal for staging.");
    assertThat(sent.getFirst().id()).isEqualTo("proposal-1.notice-8@tally.example.org");
  }

  @Test
  void whatNamesNoProposalOrNobodyIsNoMail() {
    turns.take(
        turn -> {
          Outbox.add(turn, NoticeKind.REVISIONS_PUBLISHED, List.of("bob"), Map.of("proposal", 3));
          Outbox.add(turn, NoticeKind.EVENT_TYPE_DEPRECATED, List.of("bob"), Map.of());
          return true;
        });
    comment(1, "To nobody.");
    comment(1, "To nobody with an address.", "dan");
    assertThat(mails(this::take).deliver()).isEqualTo(report(0, 0, 0, 0));
    assertThat(sent).isEmpty();
  }

  @Test
  void aBadAddressHoldsUpNobodyAndIsGivenUp() {
    try (SmtpServer server = SmtpServer.plain();
        Mailer mailer = mailer(server.port())) {
      server.refuse("bob@example.org", "550 5.1.1 no such user");
      people.put(new Person("ann", Optional.of("ann@-")), "admin");
      comment(1, "Hi", "ann", "bob", "cid");
      assertThat(mails(mailer).deliver().delivered()).isEqualTo(2);
      assertThat(server.taken()).extracting(SmtpServer.Taken::to).contains("cid@example.org");
      server.takeAgain("bob@example.org");
      clock.advance(DAY);
      assertThat(mails(mailer).deliver()).isEqualTo(report(0, 0, 0, 0));
      comment(1, "Again", "bob");
      assertThat(mails(mailer).deliver()).isEqualTo(report(1, 0, 0, 0));
    }
  }

  @Test
  void aServerThatIsDownGetsAllOnceItIsUp() {
    try (SmtpServer server = SmtpServer.plain();
        Mailer mailer = mailer(server.port())) {
      ReviewMails mails = mails(mailer);
      server.setMood(SmtpServer.Mood.DOWN);
      comment(1, "Hi", "bob", "cid");
      assertThat(mails.deliver()).isEqualTo(report(0, 2, 0, 0));
      server.setMood(SmtpServer.Mood.FINE);
      clock.advance(Outbox.BACK_OFF_MIN.minusMillis(1));
      assertThat(mails.deliver()).isEqualTo(report(0, 0, 0, 0));
      clock.advance(Duration.ofMillis(1));
      assertThat(mails.deliver()).isEqualTo(report(2, 0, 0, 0));
      assertThat(server.taken()).hasSize(2);
    }
  }

  @Test
  void whatFailsForTooLongIsGivenUp() {
    comment(1, "Hi", "bob");
    ReviewMails failing = mails(_ -> new Delivery.Failed("away"));
    for (int attempt = 1; attempt < Outbox.ATTEMPTS_MAX; attempt++) {
      assertThat(failing.deliver()).isEqualTo(report(0, 1, 0, 0));
      clock.advance(Outbox.BACK_OFF_MAX);
    }
    assertThat(failing.deliver()).isEqualTo(report(0, 0, 1, 0));
    clock.advance(DAY);
    assertThat(mails(this::take).deliver()).isEqualTo(report(0, 0, 0, 0));
  }

  @Test
  void theWebhookGoesItsOwnWay() {
    Outbox outbox = new Outbox(turns);
    outbox.open("webhook");
    comment(1, "Hi", "bob");
    List<Long> posted = new ArrayList<>();
    assertThat(mails(_ -> new Delivery.Failed("away")).deliver()).isEqualTo(report(0, 1, 0, 0));
    assertThat(
            outbox.deliver(
                "webhook",
                notice -> {
                  posted.add(notice.id());
                  return new Delivery.Delivered();
                }))
        .isEqualTo(new Outbox.Report(1, 0, 0));
    assertThat(posted).containsExactly(1L);
  }

  @Test
  void whoIsSendingKeepsOthersFromItAndIsRelievedWhenHeDies() {
    comment(1, "Hi", "bob");
    List<ReviewMails.Report> others = new ArrayList<>();
    mails(
            mail -> {
              others.add(mails(this::take).deliver());
              clock.advance(Outbox.LEASE);
              others.add(mails(this::take).deliver());
              return new Delivery.Failed("too late");
            })
        .deliver();
    assertThat(others).containsExactly(report(0, 0, 0, 0), report(1, 0, 0, 0));
    clock.advance(DAY);
    assertThat(mails(this::take).deliver()).isEqualTo(report(0, 0, 0, 0));
    assertThat(sent).hasSize(1);
  }

  @Test
  void whoTookTooLongSaysNothingOfTheAttemptThatCameAfterHis() {
    comment(1, "Hi", "bob");
    ReviewMails.Report late =
        mails(
                _ -> {
                  clock.advance(Outbox.LEASE);
                  assertThat(mails(_ -> new Delivery.Failed("away")).deliver())
                      .isEqualTo(report(0, 1, 0, 0));
                  return new Delivery.Refused("long ago");
                })
            .deliver();
    assertThat(late).isEqualTo(report(0, 0, 0, 0));
    clock.advance(Outbox.BACK_OFF.after(2));
    assertThat(mails(this::take).deliver()).isEqualTo(report(1, 0, 0, 0));
  }

  /** Of a time when such addresses were allowed. */
  @Test
  void whoHasAnAddressToWhichNoMailGoesGetsNone() {
    database.withHandle(
        handle ->
            handle.execute(
                "UPDATE people SET email = 'bj\u00f6rn@example.org' WHERE name = 'bob'"));
    comment(1, "Hi", "bob", "cid");
    assertThat(mails(this::take).deliver()).isEqualTo(report(1, 0, 0, 0));
    assertThat(sent).extracting(Mail::to).containsExactly("cid@example.org");
  }

  @Test
  void twoNodesSendEachMailOnce() throws Exception {
    int proposals = 25;
    for (int proposal = 1; proposal <= proposals; proposal++) {
      comment(proposal, "Hi", "bob", "cid");
    }
    try (SmtpServer server = SmtpServer.plain();
        Mailer mailer = mailer(server.port());
        ExecutorService nodes = Executors.newVirtualThreadPerTaskExecutor()) {
      CyclicBarrier start = new CyclicBarrier(2);
      List<Future<ReviewMails.Report>> running = new ArrayList<>();
      for (int node = 0; node < 2; node++) {
        ReviewMails mails = mails(mailer);
        running.add(
            nodes.submit(
                () -> {
                  start.await();
                  return mails.deliver();
                }));
      }
      int delivered = 0;
      for (Future<ReviewMails.Report> one : running) {
        delivered += one.get().delivered();
      }
      // What one node was just putting down comes with the next run.
      delivered += mails(mailer).deliver().delivered();
      assertThat(delivered).isEqualTo(2 * proposals);
      assertThat(server.taken()).hasSize(2 * proposals);
      assertThat(
              server.taken().stream()
                  .map(
                      mail ->
                          mail.to() + mail.data().lines().filter(ReviewMailsTest::isId).toList())
                  .distinct())
          .hasSize(2 * proposals);
    }
  }

  private static boolean isId(String line) {
    return line.startsWith("Message-ID:");
  }

  @Test
  void whoHasHadEnoughGetsTheRestTogether() {
    ReviewMails mails = mails(this::take);
    for (int mail = 1; mail <= ReviewMails.MAILS_PER_HOUR_MAX; mail++) {
      comment(1, "No. " + mail, "bob");
      assertThat(mails.deliver()).isEqualTo(report(1, 0, 0, 0));
      clock.advance(Duration.ofSeconds(1));
    }
    for (int more = 0; more < 3; more++) {
      comment(1, "More " + more, "bob", "cid");
    }
    assertThat(mails.deliver()).isEqualTo(report(1, 0, 0, 1));
    // An hour after the first one there is room for one.
    clock.advance(Duration.ofHours(1).minusSeconds(ReviewMails.MAILS_PER_HOUR_MAX).minusMillis(1));
    assertThat(mails.deliver()).isEqualTo(report(0, 0, 0, 0));
    clock.advance(Duration.ofMillis(1));
    sent.clear();
    assertThat(mails.deliver()).isEqualTo(report(1, 0, 0, 0));
    assertThat(sent).singleElement().extracting(Mail::to).isEqualTo("bob@example.org");
    assertThat(sent.getFirst().text()).contains("More 0", "More 1", "More 2");
  }

  @Test
  void aMailTellsSoMuch() {
    String words = "x".repeat(MailText.QUOTE_CHARS_MAX);
    for (int notice = 0; notice < ReviewMails.NOTICES_PER_MAIL_MAX; notice++) {
      comment(1, "<".repeat(10_000), "bob");
    }
    comment(1, words, "bob");
    ReviewMails mails = mails(this::take);
    assertThat(mails.deliver()).isEqualTo(report(1, 0, 0, 0));
    assertThat(mails.deliver()).isEqualTo(report(1, 0, 0, 0));
    assertThat(sent.getFirst().html()).contains("&lt;…</blockquote>").hasSizeLessThan(200_000);
    assertThat(sent.getLast().text()).contains("> " + words + "\n");
  }

  @Test
  void whoDoesNotWantMailGetsNone() {
    assertThat(people.find("bob").orElseThrow().mail()).isTrue();
    people.wantMail("bob", false, "bob");
    comment(1, "Hi", "bob", "cid");
    mails(this::take).deliver();
    assertThat(sent).extracting(Mail::to).containsExactly("cid@example.org");
    // Another address does not change it.
    people.put(new Person("bob", Optional.of("bob@example.com")), "admin");
    assertThat(people.find("bob"))
        .contains(new Person("bob", Optional.of("bob@example.com"), false));
    people.wantMail("bob", true, "bob");
    comment(1, "Hi again", "bob");
    mails(this::take).deliver();
    assertThat(sent.getLast().to()).isEqualTo("bob@example.com");
    assertThatThrownBy(() -> people.wantMail("eve", false, "eve"))
        .isInstanceOfSatisfying(
            TallyException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
  }

  @Test
  void aMailsLinkEndsThem() {
    comment(1, "Hi", "bob");
    mails(this::take).deliver();
    URI link = URI.create(sent.getFirst().unsubscribe());
    assertThat(link.getPath()).isEqualTo("/unsubscribe");
    Map<String, String> query = new HashMap<>();
    Arrays.stream(link.getQuery().split("&"))
        .map(pair -> pair.split("=", 2))
        .forEach(pair -> query.put(pair[0], pair[1]));
    String key = query.getOrDefault("key", "");
    assertThat(key).hasSize(32);
    for (String wrong : new String[] {"", "0".repeat(32), key.substring(1)}) {
      assertThatThrownBy(() -> people.unsubscribe("bob", wrong))
          .isInstanceOfSatisfying(
              TallyException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FORBIDDEN));
    }
    assertThatThrownBy(() -> people.unsubscribe("cid", key)).isInstanceOf(TallyException.class);
    // What waits is not sent any more.
    comment(1, "Hi", "bob");
    mails(_ -> new Delivery.Failed("away")).deliver();
    assertThat(people.unsubscribe(query.getOrDefault("person", ""), key).mail()).isFalse();
    clock.advance(DAY);
    assertThat(mails(this::take).deliver()).isEqualTo(report(0, 0, 0, 0));
    // The key stays the same, so that old links work.
    people.wantMail("bob", true, "bob");
    comment(1, "Hi", "bob");
    mails(this::take).deliver();
    assertThat(sent.getLast().unsubscribe()).isEqualTo(sent.getFirst().unsubscribe());
  }
}
