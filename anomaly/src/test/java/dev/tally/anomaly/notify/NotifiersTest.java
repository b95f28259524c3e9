package dev.tally.anomaly.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import dev.tally.delivery.Delivery;
import dev.tally.edl.model.AlertRule.Severity;
import dev.tally.error.TallyException;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NotifiersTest {
  private final Notifier pager = new RecordingNotifier();

  @Test
  void aRuleTellsWhomItNames() {
    Notifiers notifiers = Notifiers.of(Map.of("pager", pager, "chat", new RecordingNotifier()));
    assertThat(notifiers.recipients(List.of("pager"))).containsExactly("pager");
    assertThat(notifiers.recipients(List.of("pager", "pager"))).containsExactly("pager");
    assertThat(notifiers.find("pager")).isSameAs(pager);
  }

  @Test
  void aRuleThatNamesNobodyTellsAllOrTheLog() {
    Notifiers notifiers = Notifiers.of(Map.of("pager", pager, "chat", new RecordingNotifier()));
    assertThat(notifiers.recipients(List.of())).containsExactlyInAnyOrder("pager", "chat");
    assertThat(Notifiers.of(Map.of()).recipients(List.of())).containsExactly("log");
  }

  @Test
  void anUnknownNameStandsForTheLogAndIsReportedOnce() {
    Notifiers notifiers = Notifiers.of(Map.of("pager", pager));
    try (CapturedLog log = CapturedLog.of(Notifiers.class)) {
      assertThat(notifiers.recipients(List.of("pagre"))).containsExactly("log");
      assertThat(notifiers.recipients(List.of("pagre", "pager", "gone")))
          .containsExactly("log", "pager");
      assertThat(notifiers.find("pagre")).isInstanceOf(LogNotifier.class);
      assertThat(notifiers.find("log")).isInstanceOf(LogNotifier.class);
      assertThat(log.lines())
          .containsExactly(
              "WARN no notifier 'pagre' is configured: its notices go to the log",
              "WARN no notifier 'gone' is configured: its notices go to the log");
    }
  }

  @Test
  void isBuiltFromSettings() {
    HttpClient client = HttpClient.newHttpClient();
    try (client) {
      Notifiers notifiers =
          Notifiers.of(
              List.of(
                  NotifierSettings.log("file"),
                  NotifierSettings.webhook("pager", "http://127.0.0.1:1/", "")),
              client,
              Optional.empty());
      assertThat(notifiers.find("file")).isInstanceOf(LogNotifier.class);
      assertThat(notifiers.find("pager").send(notice(Notice.Kind.FIRED, Severity.INFO)))
          .isInstanceOfSatisfying(
              Delivery.Failed.class,
              failed -> assertThat(failed.why()).startsWith("http://127.0.0.1:1/ does not answer"));
      assertThatThrownBy(
              () ->
                  Notifiers.of(
                      List.of(NotifierSettings.log("a"), NotifierSettings.log("a")),
                      client,
                      Optional.empty()))
          .isInstanceOf(TallyException.class)
          .hasMessageContaining("two notifiers are called a");
      assertThatThrownBy(
              () ->
                  Notifiers.of(
                      List.of(NotifierSettings.mail("m", "mailto:oncall@example.org", "")),
                      client,
                      Optional.empty()))
          .isInstanceOf(TallyException.class)
          .hasMessageContaining("notifier m is of mail, and there is no mail server");
    }
  }

  @Test
  void theLogIsAsLoudAsTheAlertIsSevere() {
    try (CapturedLog log = CapturedLog.of(LogNotifier.class)) {
      LogNotifier notifier = new LogNotifier();
      for (Severity severity : Severity.values()) {
        notifier.send(notice(Notice.Kind.FIRED, severity));
      }
      notifier.send(notice(Notice.Kind.RESOLVED, Severity.CRITICAL));
      assertThat(log.levels()).containsExactly(Level.INFO, Level.WARN, Level.ERROR, Level.INFO);
      assertThat(log.lines().getFirst()).isEqualTo("INFO alert 0a fires: departures: 3");
      assertThat(log.lines().getLast()).isEqualTo("INFO alert 0a is resolved: departures: 3");
    }
  }

  private static Notice notice(Notice.Kind kind, Severity severity) {
    return new Notice(1, "0a", kind, "log", severity, "departures: 3", "{}", 0);
  }
}
