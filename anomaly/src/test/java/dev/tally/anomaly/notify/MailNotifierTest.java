package dev.tally.anomaly.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.anomaly.notify.Notice.Kind;
import dev.tally.delivery.Delivery;
import dev.tally.delivery.Mail;
import dev.tally.delivery.MailSettings;
import dev.tally.delivery.MailSettings.Security;
import dev.tally.delivery.Mailer;
import dev.tally.delivery.SmtpServer;
import dev.tally.edl.audit.SetClock;
import dev.tally.edl.model.AlertRule.Severity;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MailNotifierTest {
  private static final URI URL = URI.create("https://tally.example.org/");

  private final SetClock clock = new SetClock(Instant.parse("2026-11-21T10:00:00Z"));
  private final List<Mail> sent = new ArrayList<>();
  private final Notifier notifier = new MailNotifier("oncall@example.org", URL, this::take, clock);

  private Delivery take(Mail mail) {
    sent.add(mail);
    return new Delivery.Delivered();
  }

  private static Notice notice(Kind kind) {
    return new Notice(
        1, "0a1b", kind, "oncall", Severity.CRITICAL, "departures by origin <ORD>: 3", "{}", 0);
  }

  @Test
  void theEndBelongsToTheBeginning() {
    notifier.send(notice(Kind.FIRED));
    notifier.send(notice(Kind.RESOLVED));
    assertThat(sent).extracting(Mail::to).containsOnly("oncall@example.org");
    assertThat(sent)
        .extracting(Mail::subject)
        .containsExactly(
            "[Tally] CRITICAL: departures by origin <ORD>: 3",
            "[Tally] Resolved: departures by origin <ORD>: 3");
    assertThat(sent)
        .extracting(Mail::id)
        .containsExactly("alert-0a1b@tally.example.org", "alert-0a1b.resolved@tally.example.org");
    assertThat(sent).extracting(Mail::thread).containsOnly("alert-0a1b@tally.example.org");
    assertThat(sent.getFirst().text())
        .isEqualTo(
            "CRITICAL: departures by origin <ORD>: 3\n\nhttps://tally.example.org/alerts/0a1b\n");
    assertThat(sent.getFirst().html())
        .contains("&lt;ORD&gt;", "<a href=\"https://tally.example.org/alerts/0a1b\">");
  }

  @Test
  void aFloodWaits() {
    for (int mail = 0; mail < MailNotifier.MAILS_PER_HOUR_MAX; mail++) {
      assertThat(notifier.send(notice(Kind.FIRED))).isEqualTo(new Delivery.Delivered());
    }
    assertThat(notifier.send(notice(Kind.FIRED))).isInstanceOf(Delivery.Failed.class);
    clock.advance(Duration.ofHours(1).minusMillis(1));
    assertThat(notifier.send(notice(Kind.FIRED))).isInstanceOf(Delivery.Failed.class);
    clock.advance(Duration.ofMillis(1));
    assertThat(notifier.send(notice(Kind.FIRED))).isEqualTo(new Delivery.Delivered());
  }

  @Test
  void itGoesToTheServerOfTheSettings() {
    try (SmtpServer server = SmtpServer.plain();
        HttpClient client = HttpClient.newHttpClient();
        Mailer mailer =
            new Mailer(
                new MailSettings(
                    "127.0.0.1",
                    server.port(),
                    Security.NONE,
                    Optional.empty(),
                    "",
                    "tally@example.org"),
                clock)) {
      Notifiers notifiers =
          Notifiers.of(
              List.of(NotifierSettings.mail("oncall", "mailto:oncall@example.org", "")),
              client,
              Optional.of(new AlertPost(mailer, URL, clock)));
      assertThat(notifiers.find("oncall").send(notice(Kind.FIRED)))
          .isEqualTo(new Delivery.Delivered());
      assertThat(server.taken())
          .extracting(SmtpServer.Taken::to)
          .containsExactly("oncall@example.org");
    }
  }
}
