package dev.tally.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.tally.delivery.MailSettings.Security;
import dev.tally.error.TallyException;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MailerTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-21T12:34:56Z"), ZoneOffset.UTC);
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Mail MAIL = mail("bob@example.org", "Land hinzufügen: ✓");

  private Certificate certificate;

  @BeforeAll
  void makeCertificate(@TempDir Path folder) {
    certificate = Certificate.ofLocalhost(folder);
  }

  private static Mail mail(String to, String subject) {
    return new Mail(
        to,
        "proposal-3.notice-42@tally.example.org",
        "proposal-3@tally.example.org",
        subject,
        "https://tally.example.org/unsubscribe?person=bob&key=1",
        "ann fügt hinzu.\n",
        "<p>ann fügt hinzu.</p>\n");
  }

  private static MailSettings settings(String host, int port, Security security) {
    return new MailSettings(
        host, port, security, Optional.empty(), "", "Tally <tally@example.org>");
  }

  private Mailer trusting(MailSettings settings) {
    return new Mailer(
        settings, CLOCK, LONG, LONG, Optional.of(certificate.context().getSocketFactory()));
  }

  private static String why(Delivery delivery) {
    return switch (delivery) {
      case Delivery.Delivered() -> "delivered";
      case Delivery.Failed(String why) -> "failed: " + why;
      case Delivery.Refused(String why) -> "refused: " + why;
    };
  }

  @Test
  void aMailArrivesAsItWasMeant() throws MessagingException, IOException {
    GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    server.start();
    server.setUser("tally@example.org", "tally", "s3cret");
    MailSettings settings =
        new MailSettings(
            "127.0.0.1",
            server.getSmtp().getPort(),
            Security.NONE,
            Optional.of("tally"),
            "s3cret",
            "Tally <tally@example.org>");
    try (Mailer mailer = new Mailer(settings, CLOCK)) {
      assertThat(mailer.check()).isEqualTo(new Delivery.Delivered());
      assertThat(server.getReceivedMessages()).isEmpty();
      assertThat(mailer.send(MAIL)).isEqualTo(new Delivery.Delivered());
      MimeMessage got = server.getReceivedMessages()[0];
      assertThat(got.getFrom()[0]).hasToString("Tally <tally@example.org>");
      assertThat(got.getAllRecipients()[0]).hasToString("bob@example.org");
      assertThat(got.getSubject()).isEqualTo("Land hinzufügen: ✓");
      assertThat(got.getSentDate().toInstant()).isEqualTo(CLOCK.instant());
      assertThat(got.getMessageID()).isEqualTo("<proposal-3.notice-42@tally.example.org>");
      assertThat(got.getHeader("References", null)).isEqualTo("<proposal-3@tally.example.org>");
      assertThat(got.getHeader("In-Reply-To", null)).isEqualTo("<proposal-3@tally.example.org>");
      assertThat(got.getHeader("List-Unsubscribe", null))
          .isEqualTo("<https://tally.example.org/unsubscribe?person=bob&key=1>");
      assertThat(got.getHeader("List-Unsubscribe-Post", null))
          .isEqualTo("List-Unsubscribe=One-Click");
      assertThat(got.getHeader("Auto-Submitted", null)).isEqualTo("auto-generated");
      MimeMultipart parts = (MimeMultipart) got.getContent();
      assertThat(parts.getContentType()).startsWith("multipart/alternative");
      assertThat(parts.getBodyPart(0).getContentType()).startsWith("text/plain");
      assertThat(parts.getBodyPart(0).getContent().toString().strip()).isEqualTo("ann fügt hinzu.");
      assertThat(parts.getBodyPart(1).getContentType()).startsWith("text/html");
      assertThat(parts.getBodyPart(1).getContent().toString().strip())
          .isEqualTo("<p>ann fügt hinzu.</p>");
    } finally {
      server.stop();
    }
  }

  @Test
  void aWrongPasswordIsSaidToBeOne() {
    GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    server.start();
    server.setUser("tally@example.org", "tally", "s3cret");
    MailSettings settings =
        new MailSettings(
            "127.0.0.1",
            server.getSmtp().getPort(),
            Security.NONE,
            Optional.of("tally"),
            "wrong",
            "tally@example.org");
    try (Mailer mailer = new Mailer(settings, CLOCK)) {
      assertThat(why(mailer.check()))
          .startsWith("failed: mail server 127.0.0.1:" + settings.port() + " does not let in tally")
          .contains("see mail.username and mail.password")
          .doesNotContain("wrong");
      assertThat(settings.toString()).doesNotContain("wrong");
    } finally {
      server.stop();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"STARTTLS", "TLS"})
  void whatIsEncryptedArrives(Security security) {
    try (SmtpServer server =
            security == Security.TLS
                ? SmtpServer.withTls(certificate.context())
                : SmtpServer.withStartTls(certificate.context());
        Mailer mailer = trusting(settings("localhost", server.port(), security))) {
      assertThat(mailer.send(MAIL)).isEqualTo(new Delivery.Delivered());
      assertThat(server.taken()).singleElement().matches(SmtpServer.Taken::encrypted);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"STARTTLS", "TLS"})
  void aCertificateThatNobodySignedIsRefused(Security security) {
    try (SmtpServer server =
            security == Security.TLS
                ? SmtpServer.withTls(certificate.context())
                : SmtpServer.withStartTls(certificate.context());
        Mailer mailer = new Mailer(settings("localhost", server.port(), security), CLOCK)) {
      assertThat(why(mailer.send(MAIL)))
          .startsWith(
              "failed: mail server localhost:%d: no TLS that can be trusted"
                  .formatted(server.port()))
          .contains("an authority that Java trusts");
      assertThat(server.taken()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"STARTTLS", "TLS"})
  void aCertificateOfAnotherNameIsRefused(Security security) {
    try (SmtpServer server =
            security == Security.TLS
                ? SmtpServer.withTls(certificate.context())
                : SmtpServer.withStartTls(certificate.context());
        Mailer mailer = trusting(settings("127.0.0.1", server.port(), security))) {
      assertThat(why(mailer.send(MAIL))).contains("its certificate must be of that name");
      assertThat(server.taken()).isEmpty();
    }
  }

  @Test
  void withoutStartTlsNothingIsSent() {
    try (SmtpServer server = SmtpServer.plain();
        Mailer mailer = trusting(settings("localhost", server.port(), Security.STARTTLS))) {
      assertThat(why(mailer.send(MAIL))).startsWith("failed:").contains("STARTTLS is required");
      assertThat(server.taken()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "550 5.1.1 no such user, refused",
    "553 bad name, refused",
    "550 5.1.1 no such user; see 5.7. of our rules, refused",
    "550 5.7.1 relaying denied, failed",
    "'550-5.7.1 relaying\r\n550 5.7.1 denied', failed",
    "554 go away, failed",
    "450 4.2.0 greylisted, failed",
    "452 4.2.2 mailbox full, failed",
  })
  void anAddressIsGivenUpOnlyWhenItIsBad(String answer, String outcome) {
    try (SmtpServer server = SmtpServer.plain();
        Mailer mailer = new Mailer(settings("127.0.0.1", server.port(), Security.NONE), CLOCK)) {
      server.refuse("bob@example.org", answer);
      assertThat(why(mailer.send(MAIL)))
          .startsWith(outcome + ": mail server 127.0.0.1:" + server.port())
          .contains("bob@example.org", answer.substring(4).replaceAll("\\s+", " "))
          .doesNotContain("\n");
      server.takeAgain("bob@example.org");
      assertThat(mailer.send(MAIL)).isEqualTo(new Delivery.Delivered());
    }
  }

  /** An empty answer: it hangs up. */
  @ParameterizedTest
  @CsvSource({
    "MAIL, 550 5.7.1 not from there",
    "MAIL, ''",
    "RCPT, ''",
    "DATA, 554 5.5.1 not now",
    "DATA, ''",
    "., 554 5.6.0 not such words",
    "., ''",
  })
  void whatIsNotTakenIsSentAgain(String step, String answer) {
    try (SmtpServer server = SmtpServer.plain();
        Mailer mailer = new Mailer(settings("127.0.0.1", server.port(), Security.NONE), CLOCK)) {
      server.answer(step, answer);
      assertThat(why(mailer.send(MAIL)))
          .startsWith("failed: mail server 127.0.0.1:" + server.port())
          .contains(answer);
      assertThat(server.taken()).isEmpty();
      server.answerWell(step);
      assertThat(mailer.send(MAIL)).isEqualTo(new Delivery.Delivered());
      assertThat(server.taken()).hasSize(1);
    }
  }

  @Test
  void nobodyThereIsAFailure() {
    int port;
    try (SmtpServer server = SmtpServer.plain()) {
      port = server.port();
    }
    try (Mailer mailer = new Mailer(settings("127.0.0.1", port, Security.NONE), CLOCK)) {
      assertThat(why(mailer.send(MAIL)))
          .startsWith("failed: mail server 127.0.0.1:" + port + " cannot be reached");
    }
  }

  @Test
  void aServerThatSaysNothingIsAFailureAfterItsTime() {
    try (SmtpServer server = SmtpServer.plain();
        Mailer mailer =
            new Mailer(
                settings("127.0.0.1", server.port(), Security.NONE),
                CLOCK,
                Duration.ofMillis(200),
                LONG,
                Optional.empty())) {
      server.setMood(SmtpServer.Mood.SILENT);
      assertThat(why(mailer.send(MAIL))).startsWith("failed:").doesNotContain("is not done");
    }
  }

  @Test
  void aServerThatIsNeverDoneIsLeft() {
    try (SmtpServer server = SmtpServer.plain();
        Mailer mailer =
            new Mailer(
                settings("127.0.0.1", server.port(), Security.NONE),
                CLOCK,
                LONG,
                Duration.ofSeconds(1),
                Optional.empty())) {
      server.setMood(SmtpServer.Mood.DRIPPING);
      assertThat(why(mailer.send(MAIL)))
          .isEqualTo(
              "failed: mail server 127.0.0.1:%d is not done after 1 s".formatted(server.port()));
      await().until(() -> !server.isBusy());
      server.setMood(SmtpServer.Mood.FINE);
      assertThat(mailer.send(MAIL)).isEqualTo(new Delivery.Delivered());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Hi\r\nBcc: eve@evil.example\r\n\r\n<script>",
        "Hi\nBcc: eve@evil.example\n\n<script>",
        "Hi\rBcc: eve@evil.example\r\r<script>",
        "Ünhi\r\nBcc: eve@evil.example\r\n\r\n<script>\u0085x\u2028y\u0000z",
      })
  void noTextBecomesAHeader(String evil) {
    try (SmtpServer server = SmtpServer.plain();
        Mailer mailer = new Mailer(settings("127.0.0.1", server.port(), Security.NONE), CLOCK)) {
      Mail mail = new Mail("bob@example.org", "1" + evil, "2" + evil, evil, "3" + evil, evil, evil);
      assertThat(mailer.send(mail)).isEqualTo(new Delivery.Delivered());
      String data = server.taken().getFirst().data();
      List<String> headers = data.lines().takeWhile(line -> !line.isEmpty()).toList();
      assertThat(headers)
          .noneMatch(line -> line.startsWith("Bcc") || line.startsWith("<script>"))
          .anyMatch(line -> line.startsWith("MIME-Version"))
          .anyMatch(line -> line.startsWith("List-Unsubscribe-Post"));
    }
  }

  @Test
  void noAddressBecomesTwo() {
    try (SmtpServer server = SmtpServer.plain();
        Mailer mailer = new Mailer(settings("127.0.0.1", server.port(), Security.NONE), CLOCK)) {
      for (String address :
          new String[] {
            "bob@example.org\r\nRCPT TO:<eve@evil.example>", "a@b.c, d@e.f", "bob", "", "<>"
          }) {
        assertThat(why(mailer.send(mail(address, "Hi")))).startsWith("refused:");
      }
      assertThat(server.taken()).isEmpty();
    }
  }

  @Test
  void subjectsAreCut() {
    assertThat(mail("a@b.c", "x".repeat(250)).subject()).hasSize(250).doesNotContain("…");
    assertThat(mail("a@b.c", "x".repeat(251)).subject()).hasSize(250).endsWith("x…");
    assertThat(Mail.cut("😀😀", 3)).isEqualTo("😀…");
    assertThat(Mail.cut("a😀😀", 3)).isEqualTo("a…");
    assertThatThrownBy(
            () -> new Mail("a@b.c", "i", "t", "s", "", "x".repeat(Mail.BODY_CHARS_MAX + 1), ""))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void settingsThatMakeNoSenseAreRefused() {
    for (String from : new String[] {"", "nobody", "a@b.c, d@e.f", "a@b.c\r\nBcc: x@y.z"}) {
      assertThatThrownBy(() -> new MailSettings("h", 25, Security.NONE, Optional.empty(), "", from))
          .as(from)
          .isInstanceOf(TallyException.class)
          .hasMessageContaining("is no sender");
    }
    assertThatThrownBy(() -> settings(" ", 25, Security.NONE)).hasMessageContaining("no name");
    assertThatThrownBy(
            () -> new MailSettings("h", 25, Security.NONE, Optional.empty(), "p", "a@b.c"))
        .hasMessageContaining("of no user");
  }
}
