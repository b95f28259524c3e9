package dev.tally.anomaly;

import static dev.tally.anomaly.Flights.DAY;
import static dev.tally.anomaly.Histories.START;
import static dev.tally.anomaly.Histories.day;
import static dev.tally.anomaly.Histories.thousand;
import static dev.tally.anomaly.Histories.writeTrouble;
import static dev.tally.anomaly.Watch.tick;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tally.anomaly.life.Alert;
import dev.tally.anomaly.life.AlertState;
import dev.tally.anomaly.life.Ending;
import dev.tally.edl.model.AlertRule;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Endpoint;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlertEvaluatorTest extends WatchedSeries {
  AlertEvaluatorTest(ClickHouse clickHouse) {
    super(clickHouse);
  }

  private void writeDropOnDay58(int days) {
    double[] values = thousand(days, 1);
    values[58] = 412;
    series.departures("ORD", DAY, START, values);
  }

  @Test
  void aDropFiresAndItsEndResolves() {
    writeDropOnDay58(62);
    series.departures("ATL", DAY, START, thousand(62, 2));
    AlertEvaluator evaluator = watch.evaluator(Flights.departures(DAY, 1));

    assertThat(evaluator.evaluate(tick(day(57), DAY)))
        .isEqualTo(new EvaluationReport(1, 2, 2, 0, 0));
    assertThat(evaluator.evaluate(tick(day(58), DAY)))
        .isEqualTo(new EvaluationReport(1, 2, 2, 1, 0));
    Alert alert = watch.alerts().getFirst();
    assertThat(alert.state()).isEqualTo(AlertState.FIRING);
    assertThat(alert.firingSince()).contains(day(58));
    assertThat(alert.last().value()).isEqualTo(412);
    assertThat(alert.subject().values()).containsExactly("ORD");
    assertThat(Finding.of(alert).sentence())
        .startsWith("departures by origin ORD: 412 on 2001-02-28, expected ");

    assertThat(evaluator.evaluate(tick(day(59), DAY)).resolved()).isEqualTo(1);
    assertThat(watch.alerts().getFirst().resolvedAt()).contains(day(59));
    assertThat(watch.notices())
        .containsExactly("FIRED " + alert.subject().path(), "RESOLVED " + alert.subject().path());
    assertThat(watch.counted("tally.alerts.fired")).isEqualTo(1);
  }

  @Test
  void aBucketIsJudgedWhenItIsCompleteAndNotBefore() {
    writeDropOnDay58(59);
    AlertEvaluator evaluator = watch.evaluator(Flights.departures(DAY, 1));
    evaluator.evaluate(tick(day(57), DAY));
    assertThat(evaluator.evaluate(tick(day(58), DAY).minusMillis(1)))
        .isEqualTo(EvaluationReport.NOTHING);
    assertThat(watch.alerts()).isEmpty();
    assertThat(evaluator.evaluate(tick(day(58), DAY)).fired()).isEqualTo(1);
  }

  @Test
  void theSameTickTwiceChangesNothing() {
    writeDropOnDay58(59);
    watch.evaluator(Flights.departures(DAY, 1)).evaluate(tick(day(57), DAY));
    AlertEvaluator evaluator = watch.evaluator(Flights.departures(DAY, 1));
    evaluator.evaluate(tick(day(58), DAY));
    List<Alert> once = watch.alerts();
    assertThat(once).hasSize(1);
    assertThat(evaluator.evaluate(tick(day(58), DAY))).isEqualTo(EvaluationReport.NOTHING);
    // As after a restart: nothing remembered but what is stored.
    AlertEvaluator restarted = watch.evaluator(Flights.departures(DAY, 1));
    assertThat(restarted.evaluate(tick(day(58), DAY))).isEqualTo(EvaluationReport.NOTHING);
    assertThat(watch.alerts()).isEqualTo(once);
    assertThat(watch.notices()).hasSize(1);
  }

  @Test
  void aDeathBetweenJudgingAndStoringChangesNothing() {
    writeDropOnDay58(59);
    AlertEvaluator evaluator = watch.evaluator(Flights.departures(DAY, 1));
    evaluator.evaluate(tick(day(57), DAY));
    watch.execute("ALTER TABLE alert_notices RENAME TO away");
    evaluator.evaluate(tick(day(58), DAY));
    assertThat(watch.alerts()).isEmpty();
    assertThat(watch.counted("tally.alert.evaluations.failed")).isEqualTo(1);
    watch.execute("ALTER TABLE away RENAME TO alert_notices");
    assertThat(evaluator.evaluate(tick(day(58), DAY)).fired()).isEqualTo(1);
    assertThat(watch.notices()).hasSize(1);
  }

  @Test
  void twoProcessesJudgeEachPointOnce() {
    writeDropOnDay58(60);
    AlertEvaluator one = watch.evaluator(Flights.departures(DAY, 1));
    AlertEvaluator other = watch.evaluator(Flights.departures(DAY, 1));
    for (int n = 56; n < 60; n++) {
      one.evaluate(tick(day(n), DAY));
      other.evaluate(tick(day(n), DAY));
    }
    assertThat(watch.alerts()).hasSize(1);
    assertThat(watch.alerts().getFirst().outPoints()).isEqualTo(1);
    assertThat(watch.notices()).hasSize(2);
  }

  @Test
  void noEventsAtAllAreADropAndNoAverage() {
    double[] values = thousand(60, 1);
    values[58] = Double.NaN;
    series.departures("ORD", DAY, START, values);
    series.write("average_delay", Flights.BY_ORIGIN, List.of("ORD"), DAY, START, values);
    AlertEvaluator evaluator =
        watch.evaluator(
            Flights.departures(DAY, 1),
            Flights.rule("average_delay", Flights.BY_ORIGIN, DAY, Flights.band(), 1));
    evaluator.evaluate(tick(day(57), DAY));
    evaluator.evaluate(tick(day(58), DAY));
    Alert alert = watch.alerts().getFirst();
    assertThat(alert.subject().metric()).isEqualTo("departures");
    assertThat(alert.last().value()).isZero();
    evaluator.evaluate(tick(day(59), DAY));
    assertThat(watch.alerts()).hasSize(1);
    assertThat(watch.alerts().getFirst().ending()).contains(Ending.RECOVERED);
  }

  @Test
  void aSeriesThatStopsAltogetherFires() {
    series.departures("ORD", DAY, START, thousand(58, 1));
    AlertEvaluator evaluator = watch.evaluator(Flights.departures(DAY, 2));
    evaluator.evaluate(tick(day(57), DAY));
    evaluator.evaluate(tick(day(58), DAY));
    assertThat(watch.alerts().getFirst().state()).isEqualTo(AlertState.PENDING);
    assertThat(watch.notices()).isEmpty();
    evaluator.evaluate(tick(day(59), DAY));
    assertThat(watch.alerts().getFirst().state()).isEqualTo(AlertState.FIRING);
  }

  @Test
  void ticksThatWereMissedAreCaughtUpOnInOrder() {
    double[] values = thousand(70, 1);
    values[58] = 412;
    values[61] = 1_900;
    values[62] = 1_950;
    series.departures("ORD", DAY, START, values);
    AlertEvaluator each = watch.evaluator(Flights.departures(DAY, 1));
    for (int n = 50; n < 70; n++) {
      each.evaluate(tick(day(n), DAY));
    }
    try (Watch elsewhere = new Watch(clickHouse)) {
      AlertEvaluator late = elsewhere.evaluator(Flights.departures(DAY, 1));
      late.evaluate(tick(day(50), DAY));
      EvaluationReport report = late.evaluate(tick(day(69), DAY));
      assertThat(report.points()).isEqualTo(19);
      assertThat(report.fired()).isEqualTo(2);
      assertThat(elsewhere.alerts()).hasSize(2).isEqualTo(watch.alerts());
      assertThat(elsewhere.notices()).isEqualTo(watch.notices()).hasSize(4);
    }
  }

  @Test
  void onlySoManyPointsAreCaughtUpOn() {
    double[] values = thousand(90, 1);
    values[58] = 412; // fires
    values[59] = 410;
    values[60] = 411; // from here on nobody looks
    series.departures("ORD", DAY, START, values);
    AlertSettings settings = new AlertSettings(10, 1_000_000, 5);
    AlertEvaluator evaluator = watch.evaluator(settings, Flights.departures(DAY, 1));
    evaluator.evaluate(tick(day(57), DAY));
    evaluator.evaluate(tick(day(59), DAY));
    assertThat(evaluator.evaluate(tick(day(89), DAY)).points()).isEqualTo(5);
    // 25 points without a verdict are more than the 7 after which a series is lost.
    assertThat(watch.alerts().getFirst().ending()).contains(Ending.LOST);
    assertThat(watch.alerts().getFirst().resolvedAt()).contains(day(84));
  }

  @Test
  void alertsOfARuleThatIsGoneAreResolved() {
    writeDropOnDay58(59);
    AlertEvaluator evaluator = watch.evaluator(Flights.departures(DAY, 1));
    evaluator.evaluate(tick(day(57), DAY));
    evaluator.evaluate(tick(day(58), DAY));
    watch.evaluator().evaluate(tick(day(58), DAY));
    assertThat(watch.alerts().getFirst().ending()).contains(Ending.WITHDRAWN);
    assertThat(watch.notices()).hasSize(2);
  }

  @Test
  void aSeriesThatIsGoneIsLost() {
    writeDropOnDay58(59);
    series.departures("ATL", DAY, START, thousand(70, 2));
    AlertEvaluator evaluator = watch.evaluator(Flights.departures(DAY, 1));
    evaluator.evaluate(tick(day(57), DAY));
    evaluator.evaluate(tick(day(58), DAY));
    clickHouse.execute("TRUNCATE TABLE series_index");
    for (int n = 59; n <= 64; n++) {
      evaluator.evaluate(tick(day(n), DAY));
    }
    assertThat(watch.alerts().getFirst().state()).isEqualTo(AlertState.FIRING);
    evaluator.evaluate(tick(day(65), DAY));
    assertThat(watch.alerts().getFirst().ending()).contains(Ending.LOST);
  }

  @Test
  void onlySoManySeriesOfARuleAreWatched() {
    for (String origin : List.of("A", "B", "C")) {
      series.departures(origin, DAY, START, thousand(30, 1));
    }
    AlertSettings two = new AlertSettings(2, 1_000_000, 10);
    AlertEvaluator evaluator = watch.evaluator(two, Flights.departures(DAY, 1));
    assertThat(evaluator.evaluate(tick(day(29), DAY)).series()).isEqualTo(2);
    AlertSettings three = new AlertSettings(3, 1_000_000, 10);
    try (Watch elsewhere = new Watch(clickHouse)) {
      assertThat(
              elsewhere
                  .evaluator(three, Flights.departures(DAY, 1))
                  .evaluate(tick(day(29), DAY))
                  .series())
          .isEqualTo(3);
    }
  }

  @Test
  void whatIsNotRememberedIsLoadedAnew() {
    writeTrouble(series);
    AlertRule rule = Flights.departures(DAY, 1);
    AlertEvaluator remembering = watch.evaluator(rule);
    try (Watch elsewhere = new Watch(clickHouse)) {
      AlertEvaluator forgetting = elsewhere.evaluator(new AlertSettings(100, 100, 10), rule);
      for (int n = 30; n < 60; n++) {
        remembering.evaluate(tick(day(n), DAY));
        forgetting.evaluate(tick(day(n), DAY));
      }
      assertThat(watch.alerts()).isNotEmpty();
      assertThat(elsewhere.alerts()).isEqualTo(watch.alerts());
    }
  }

  @Test
  void aRuleThatFailsDoesNotKeepOthersFromBeingJudged() {
    writeDropOnDay58(59);
    AlertRule broken = Flights.rule("average_delay", Flights.BY_ORIGIN, DAY, Flights.band(), 1);
    series.write("average_delay", Flights.BY_ORIGIN, List.of("ORD"), DAY, START, 1, 2, 3);
    AlertEvaluator evaluator = watch.evaluator(broken, Flights.departures(DAY, 1));
    evaluator.evaluate(tick(day(57), DAY));
    watch.execute(
        "ALTER TABLE alert_progress ADD CONSTRAINT broken CHECK (rule NOT LIKE 'average%'"
            + " OR judged_until < TIMESTAMP WITH TIME ZONE '2001-02-28 12:00:00+00:00')");
    assertThat(evaluator.evaluate(tick(day(58), DAY)).fired()).isEqualTo(1);
    assertThat(watch.counted("tally.alert.evaluations.failed")).isEqualTo(1);
  }

  @Test
  void anEngineThatDoesNotAnswerStopsTheTickAndLosesNothing() {
    writeDropOnDay58(59);
    watch.evaluator(Flights.departures(DAY, 1)).evaluate(tick(day(57), DAY));
    Endpoint alive = clickHouse.endpoint();
    Endpoint nowhere =
        new Endpoint(
            URI.create("http://127.0.0.1:1"),
            alive.user(),
            alive.password(),
            alive.database(),
            alive.viewsDatabase());
    try (ClickHouse dead = ClickHouse.connect(nowhere)) {
      AlertEvaluator evaluator =
          watch.evaluator(dead, AlertSettings.DEFAULT, Flights.departures(DAY, 1));
      assertThat(catchThrowable(() -> evaluator.evaluate(tick(day(58), DAY))))
          .hasMessageContaining("127.0.0.1");
    }
    assertThat(watch.evaluator(Flights.departures(DAY, 1)).evaluate(tick(day(58), DAY)).fired())
        .isEqualTo(1);
  }
}
