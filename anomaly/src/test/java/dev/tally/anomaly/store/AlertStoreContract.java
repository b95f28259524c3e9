package dev.tally.anomaly.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tally.anomaly.life.Alert;
import dev.tally.anomaly.life.AlertState;
import dev.tally.anomaly.life.Alerts;
import dev.tally.anomaly.life.RuleKey;
import dev.tally.anomaly.notify.Notice.Kind;
import dev.tally.anomaly.store.AlertStore.Announcement;
import dev.tally.anomaly.store.AlertStore.Findings;
import dev.tally.metadata.MetadataDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the store keeps, whichever database is under it. */
abstract class AlertStoreContract {
  private static final Instant START = Instant.parse("2001-01-01T00:00:00Z");
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00.123Z");
  private static final Set<AlertState> ALL = EnumSet.allOf(AlertState.class);

  private final MetadataDatabase database = open();
  private final AlertStore store = new AlertStore(database);

  abstract MetadataDatabase open();

  @AfterEach
  void close() {
    database.close();
  }

  private static Instant day(int n) {
    return START.plus(n, ChronoUnit.DAYS);
  }

  private static Findings findings(
      Optional<Instant> from, Instant until, List<Alert> changed, Announcement... announced) {
    return new Findings(
        Alerts.RULE, from, until, changed, List.of(announced), List.of("pager", "log"));
  }

  private List<String> notices() {
    return database.withHandle(
        h ->
            h.createQuery("SELECT kind || ' ' || notifier FROM alert_notices ORDER BY id")
                .mapTo(String.class)
                .list());
  }

  @Test
  void keepsAlertsAsTheyAre() {
    Alert firing = Alerts.firing("a", day(1));
    Alert pending = Alerts.pending("b", day(2));
    Alert resolved = Alerts.resolved(Alerts.firing("c", day(3)), day(4));
    store.save(findings(Optional.empty(), day(5), List.of(firing, pending, resolved)), NOW);
    assertThat(store.find(firing.id())).contains(firing);
    assertThat(store.find(pending.id())).contains(pending);
    assertThat(store.find(resolved.id())).contains(resolved);
    assertThat(store.find("nothing")).isEmpty();
    assertThat(store.open(Alerts.RULE)).containsExactly(firing, pending);
    assertThat(store.open(new RuleKey("other.Event", "departures_by_origin"))).isEmpty();
    assertThat(store.rulesWithOpenAlerts()).containsExactly(Alerts.RULE);
  }

  @Test
  void tellsWhatFiredOrEndedInARange() {
    Alert firing = Alerts.firing("a", day(1));
    Alert pending = Alerts.pending("b", day(2));
    Alert resolved = Alerts.resolved(Alerts.firing("c", day(3)), day(9));
    store.save(findings(Optional.empty(), day(10), List.of(firing, pending, resolved)), NOW);
    Instant fired = firing.firingSince().orElseThrow();
    assertThat(store.during(day(0), day(10), 10)).containsExactly(firing, resolved);
    assertThat(store.during(day(0), day(10), 1)).containsExactly(firing);
    assertThat(store.during(fired, fired, 10)).containsExactly(firing);
    assertThat(store.during(day(9), day(9), 10)).containsExactly(resolved);
    assertThat(store.during(day(8), day(9).minusMillis(1), 10)).isEmpty();
  }

  @Test
  void changesProgressAndNoticesComeTogetherAndOnce() {
    Alert firing = Alerts.firing("a", day(1));
    Findings first =
        findings(Optional.empty(), day(2), List.of(firing), new Announcement(firing, Kind.FIRED));
    assertThat(store.save(first, NOW)).isTrue();
    assertThat(store.progress(Alerts.RULE)).contains(day(2));
    assertThat(notices()).containsExactly("FIRED pager", "FIRED log");

    // The same evaluation again: somebody else was faster, or this one was told nothing.
    assertThat(store.save(first, NOW)).isFalse();
    assertThat(notices()).hasSize(2);

    Alert resolved = Alerts.resolved(firing, day(2));
    Findings stale = findings(Optional.of(day(1)), day(3), List.of(resolved));
    assertThat(store.save(stale, NOW)).isFalse();
    assertThat(store.find(firing.id())).contains(firing);
    assertThat(store.progress(Alerts.RULE)).contains(day(2));
  }

  @Test
  void whoeverHeardOfTheBeginningHearsOfTheEnd() {
    Alert firing = Alerts.firing("a", day(1));
    store.save(
        findings(Optional.empty(), day(2), List.of(firing), new Announcement(firing, Kind.FIRED)),
        NOW);
    Alert resolved = Alerts.resolved(firing, day(2));
    Findings end =
        new Findings(
            Alerts.RULE,
            Optional.of(day(2)),
            day(3),
            List.of(resolved),
            List.of(new Announcement(resolved, Kind.RESOLVED)),
            List.of("somebody-else"));
    assertThat(store.save(end, NOW)).isTrue();
    assertThat(notices())
        .containsExactly("FIRED pager", "FIRED log", "RESOLVED pager", "RESOLVED log");
  }

  @Test
  void anAlertThatFiresAndEndsAtOnceIsToldInOrder() {
    Alert firing = Alerts.firing("a", day(1));
    Alert resolved = Alerts.resolved(firing, day(2));
    store.save(
        findings(
            Optional.empty(),
            day(3),
            List.of(resolved),
            new Announcement(firing, Kind.FIRED),
            new Announcement(resolved, Kind.RESOLVED)),
        NOW);
    assertThat(notices())
        .containsExactly("FIRED pager", "FIRED log", "RESOLVED pager", "RESOLVED log");
  }

  @Test
  void aFailureHalfwayLeavesNothing() {
    Alert firing = Alerts.firing("a", day(1));
    Findings found =
        findings(Optional.empty(), day(2), List.of(firing), new Announcement(firing, Kind.FIRED));
    database.withHandle(h -> h.execute("ALTER TABLE alert_notices RENAME TO away"));
    assertThat(catchThrowable(() -> store.save(found, NOW))).isNotNull();
    assertThat(store.progress(Alerts.RULE)).isEmpty();
    assertThat(store.find(firing.id())).isEmpty();
    database.withHandle(h -> h.execute("ALTER TABLE away RENAME TO alert_notices"));
    assertThat(store.save(found, NOW)).isTrue();
    assertThat(notices()).hasSize(2);
  }

  @Test
  void listsFiringFirstThenPendingThenResolvedTheLatestPointFirst() {
    Alert resolved = Alerts.resolved(Alerts.firing("r", day(9)), day(10));
    Alert pending = Alerts.pending("p", day(8));
    Alert early = Alerts.firing("e", day(1));
    Alert late = Alerts.firing("l", day(7));
    store.save(findings(Optional.empty(), day(11), List.of(resolved, pending, early, late)), NOW);
    var page = store.list(ALL, "", 10, 0);
    assertThat(page.alerts()).containsExactly(late, early, pending, resolved);
    assertThat(page.total()).isEqualTo(4);
    var second = store.list(ALL, "flights.FlightDeparted", 2, 1);
    assertThat(second.alerts()).containsExactly(early, pending);
    assertThat(second.total()).isEqualTo(4);
    assertThat(store.list(EnumSet.of(AlertState.PENDING), "", 10, 0).alerts())
        .containsExactly(pending);
    assertThat(store.list(ALL, "other.Event", 10, 0).total()).isZero();
  }

  @Test
  void aReplayReplacesWhatBeganInItsRangeAndNothingElse() {
    Alert before = Alerts.resolved(Alerts.firing("before", day(1)), day(2));
    Alert across = Alerts.firing("across", day(3));
    Alert within = Alerts.firing("within", day(6));
    Alert after = Alerts.firing("after", day(20));
    store.save(
        findings(
            Optional.empty(),
            day(21),
            List.of(before, across, within, after),
            new Announcement(within, Kind.FIRED)),
        NOW);

    Alert ended = Alerts.resolved(across, day(5));
    Alert found = Alerts.firing("found", day(7));
    store.replace(Alerts.RULE, day(3), day(10), List.of(ended, found), NOW);
    assertThat(store.list(ALL, "", 10, 0).alerts())
        .containsExactlyInAnyOrder(before, ended, found, after);
    assertThat(store.progress(Alerts.RULE)).contains(day(21));
    assertThat(notices()).isEmpty();

    store.replace(Alerts.RULE, day(4), day(30), List.of(), NOW);
    assertThat(store.list(ALL, "", 10, 0).alerts()).containsExactlyInAnyOrder(before, ended);
    assertThat(store.progress(Alerts.RULE)).contains(day(30));
  }

  @Test
  void calmIsWhereNoAlertIsCutInTwo() {
    store.save(
        findings(
            Optional.empty(),
            day(21),
            List.of(
                Alerts.resolved(Alerts.firing("a", day(1)), day(2)),
                Alerts.resolved(Alerts.firing("b", day(4)), day(7)),
                Alerts.resolved(Alerts.firing("c", day(6)), day(9)),
                Alerts.firing("d", day(12)))),
        NOW);
    assertThat(store.calmBefore(Alerts.RULE, day(3))).isEqualTo(day(3));
    assertThat(store.calmBefore(Alerts.RULE, day(2))).isEqualTo(day(1));
    assertThat(store.calmBefore(Alerts.RULE, day(8))).isEqualTo(day(4));
    assertThat(store.calmBefore(Alerts.RULE, day(10))).isEqualTo(day(10));
    assertThat(store.calmBefore(Alerts.RULE, day(12))).isEqualTo(day(12));
    assertThat(store.calmBefore(Alerts.RULE, day(30))).isEqualTo(day(12));
    assertThat(store.calmBefore(new RuleKey("other.Event", "x"), day(8))).isEqualTo(day(8));
  }

  @Test
  void forgetsWhatEndedLongAgoByTheClock() {
    Alert told = Alerts.resolved(Alerts.firing("t", day(1)), day(2));
    Alert quiet = Alerts.resolved(Alerts.pending("q", day(1)), day(2));
    Alert firing = Alerts.firing("f", day(1));
    store.save(findings(Optional.empty(), day(3), List.of(told, quiet, firing)), NOW);
    assertThat(store.purge(NOW.plus(AlertStore.RETENTION_QUIET))).isZero();
    assertThat(store.purge(NOW.plus(AlertStore.RETENTION_QUIET).plusSeconds(1))).isEqualTo(1);
    assertThat(store.find(quiet.id())).isEmpty();
    assertThat(store.purge(NOW.plus(AlertStore.RETENTION).plusSeconds(1))).isEqualTo(1);
    assertThat(store.purge(NOW.plus(Duration.ofDays(4_000)))).isZero();
    assertThat(store.find(firing.id())).contains(firing);
  }

  @Test
  void withdrawnAlertsAreToldToWhoeverHeardOfThem() {
    Alert firing = Alerts.firing("a", day(1));
    Alert pending = Alerts.pending("b", day(1));
    store.save(
        findings(
            Optional.empty(),
            day(2),
            List.of(firing, pending),
            new Announcement(firing, Kind.FIRED)),
        NOW);
    store.withdraw(
        List.of(
            new Announcement(Alerts.resolved(firing, day(1)), Kind.RESOLVED),
            new Announcement(Alerts.resolved(pending, day(1)), Kind.RESOLVED)),
        NOW);
    assertThat(store.rulesWithOpenAlerts()).isEmpty();
    assertThat(notices())
        .containsExactly("FIRED pager", "FIRED log", "RESOLVED pager", "RESOLVED log");
  }
}
