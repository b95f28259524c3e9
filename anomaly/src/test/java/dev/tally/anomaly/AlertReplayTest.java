package dev.tally.anomaly;

import static dev.tally.anomaly.Flights.DAY;
import static dev.tally.anomaly.Flights.HOUR;
import static dev.tally.anomaly.Histories.START;
import static dev.tally.anomaly.Histories.day;
import static dev.tally.anomaly.Histories.hour;
import static dev.tally.anomaly.Histories.thousand;
import static dev.tally.anomaly.Histories.writeTrouble;
import static dev.tally.anomaly.Watch.tick;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.anomaly.life.Alert;
import dev.tally.anomaly.life.RuleKey;
import dev.tally.edl.model.AlertRule;
import dev.tally.edl.model.AlertRule.Detection;
import dev.tally.edl.model.DimensionSet;
import dev.tally.storage.ClickHouse;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AlertReplayTest extends WatchedSeries {
  AlertReplayTest(ClickHouse clickHouse) {
    super(clickHouse);
  }

  @Test
  void aReplayFindsWhatTicksWouldHaveFound() {
    writeTrouble(series);
    AlertRule[] rules = {
      Flights.departures(HOUR, 1),
      Flights.departures(DAY, 2),
      Flights.rule("average_delay", DimensionSet.OVERALL, HOUR, Flights.band(), 3),
      Flights.rule(
          "departures",
          DimensionSet.OVERALL,
          HOUR,
          new Detection.Threshold(Optional.of(400.0), Optional.empty()),
          1)
    };
    AlertEvaluator live = watch.evaluator(rules);
    Random random = new Random(3);
    for (int n = 30 * 24; n < 60 * 24 - 1; n++) {
      // One tick in eight happens; restarts now and then.
      if (n == 30 * 24 || random.nextInt(8) == 0) {
        live.evaluate(tick(hour(n), HOUR));
      }
      if (random.nextInt(250) == 0) {
        live = watch.evaluator(rules);
      }
    }
    live.evaluate(tick(hour(60 * 24 - 1), HOUR));
    try (Watch elsewhere = new Watch(clickHouse)) {
      AlertEvaluator replaying = elsewhere.evaluator(rules);
      ReplayReport report = replaying.replay(day(30), day(60));

      assertThat(elsewhere.alerts()).hasSizeGreaterThan(20).isEqualTo(watch.alerts());
      assertThat(report.findings())
          .extracting(f -> f.alert().id())
          .containsExactlyInAnyOrderElementsOf(
              watch.alerts().stream().filter(Alert::hasFired).map(Alert::id).toList());
      assertThat(report.findings())
          .isSortedAccordingTo((a, b) -> Double.compare(b.score(), a.score()));
      assertThat(watch.notices()).isNotEmpty();
      assertThat(elsewhere.notices()).isEmpty();

      // Again, and with a tick after it: still the same.
      replaying.replay(day(30), day(60));
      assertThat(elsewhere.alerts()).isEqualTo(watch.alerts());
      for (RuleKey key :
          Arrays.stream(rules).map(r -> new RuleKey(Flights.EVENT, r.name())).toList()) {
        assertThat(elsewhere.store().progress(key)).contains(day(60));
      }
      assertThat(replaying.evaluate(tick(hour(60 * 24 - 1), HOUR)))
          .isEqualTo(EvaluationReport.NOTHING);
    }
  }

  @Test
  void aReplayInPartsFindsWhatOneDoes() {
    writeTrouble(series);
    AlertRule[] rules = {Flights.departures(DAY, 2), Flights.departures(HOUR, 1)};
    watch.evaluator(rules).replay(START, day(60));
    try (Watch elsewhere = new Watch(clickHouse)) {
      AlertEvaluator parts = elsewhere.evaluator(rules);
      parts.replay(START, day(46)); // between the two points of a drop
      parts.replay(day(46), day(60));
      assertThat(elsewhere.alerts()).isNotEmpty().isEqualTo(watch.alerts());
      parts.replay(day(46), day(60));
      assertThat(elsewhere.alerts()).isEqualTo(watch.alerts());
    }
  }

  @Test
  void aReplayOfThePastLeavesThePresentAlone() {
    double[] values = thousand(200, 1);
    values[58] = 412;
    values[199] = 300;
    series.departures("ORD", DAY, START, values);
    AlertEvaluator evaluator = watch.evaluator(Flights.departures(DAY, 1));
    evaluator.evaluate(tick(day(198), DAY));
    evaluator.evaluate(tick(day(199), DAY));
    Alert present = watch.alerts().getFirst();
    evaluator.replay(START, day(100));
    assertThat(watch.alerts()).hasSize(2).contains(present);
    assertThat(evaluator.evaluate(tick(day(199), DAY))).isEqualTo(EvaluationReport.NOTHING);
    assertThat(watch.notices()).hasSize(1);
  }

  @Test
  void bucketsThatLieInTheRangeOnlyInPartAreNotReplayed() {
    series.departures("ORD", DAY, START, thousand(60, 1));
    AlertEvaluator evaluator = watch.evaluator(Flights.departures(DAY, 1));
    ReplayReport report = evaluator.replay(day(40).plusSeconds(1), day(50).minusSeconds(1));
    assertThat(report.points()).isEqualTo(8);
    assertThat(evaluator.replay(day(40), day(40)).points()).isZero();
  }
}
