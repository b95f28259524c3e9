package dev.tally.anomaly;

import static dev.tally.anomaly.Flights.DAY;
import static dev.tally.anomaly.Flights.HOUR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tally.anomaly.life.Alert;
import dev.tally.anomaly.life.AlertState;
import dev.tally.anomaly.life.Ending;
import dev.tally.anomaly.life.RuleKey;
import dev.tally.anomaly.notify.Notifiers;
import dev.tally.anomaly.store.AlertStore;
import dev.tally.anomaly.store.TestDatabases;
import dev.tally.edl.model.AlertRule;
import dev.tally.edl.model.AlertRule.Detection;
import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.registry.Catalog;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.testing.EngineExtension;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EngineExtension.class)
class AlertEvaluatorTest {
  private static final Instant START = Instant.parse("2001-01-01T00:00:00Z");
  private static final Duration LATENESS = Duration.ofMinutes(2);

  private final ClickHouse clickHouse;
  private final SeriesWriter series;
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final List<MetadataDatabase> databases = new ArrayList<>();
  private final MetadataDatabase database = newDatabase();
  private final AlertStore store = new AlertStore(database);

  AlertEvaluatorTest(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
    series = new SeriesWriter(clickHouse);
  }

  @BeforeEach
  void empty() {
    series.empty();
  }

  @AfterEach
  void close() {
    databases.forEach(MetadataDatabase::close);
  }

  private MetadataDatabase newDatabase() {
    MetadataDatabase opened = TestDatabases.h2();
    databases.add(opened);
    return opened;
  }

  private AlertEvaluator evaluator(AlertRule... rules) {
    return evaluator(database, Flights.catalog(rules), AlertSettings.DEFAULT);
  }

  private AlertEvaluator evaluator(
      MetadataDatabase metadata, Catalog catalog, AlertSettings settings) {
    return new AlertEvaluator(
        catalog,
        clickHouse,
        metadata,
        Notifiers.of(Map.of()),
        Completeness.after(LATENESS),
        settings,
        meters,
        Clock.fixed(Instant.parse("2026-11-21T00:00:00Z"), ZoneOffset.UTC));
  }

  private static Instant day(int n) {
    return START.plus(DAY.multipliedBy(n));
  }

  private static Instant hour(int n) {
    return START.plus(HOUR.multipliedBy(n));
  }

  /** When the bucket that starts then has just become complete. */
  private static Instant tick(Instant start, Duration resolution) {
    return start.plus(resolution).plus(LATENESS);
  }

  private static double[] values(int count, IntToDoubleFunction value) {
    double[] values = new double[count];
    Arrays.setAll(values, value);
    return values;
  }

  /** About a thousand, with a week in it. */
  private static double[] thousand(int days, long seed) {
    Random random = new Random(seed);
    return values(days, i -> Math.rint((i % 7 >= 5 ? 800 : 1_000) + 15 * random.nextGaussian()));
  }

  private static List<Alert> all(AlertStore store) {
    return store.list(EnumSet.allOf(AlertState.class), "", 10_000, 0).alerts();
  }

  private static List<String> notices(MetadataDatabase database) {
    return database.withHandle(
        h ->
            h.createQuery(
                    "SELECT n.kind || ' ' || a.path FROM alert_notices n"
                        + " JOIN alerts a ON a.id = n.alert_id ORDER BY n.id")
                .mapTo(String.class)
                .list());
  }

  @Test
  void aDropFiresAndItsEndResolves() {
    double[] values = thousand(62, 1);
    values[58] = 412;
    series.departures("ORD", DAY, START, values);
    series.departures("ATL", DAY, START, thousand(62, 2));
    AlertEvaluator evaluator = evaluator(Flights.departures(DAY, 1));

    assertThat(evaluator.evaluate(tick(day(57), DAY)))
        .isEqualTo(new EvaluationReport(1, 2, 2, 0, 0));
    assertThat(evaluator.evaluate(tick(day(58), DAY)))
        .isEqualTo(new EvaluationReport(1, 2, 2, 1, 0));
    Alert alert = all(store).getFirst();
    assertThat(alert.state()).isEqualTo(AlertState.FIRING);
    assertThat(alert.firingSince()).contains(day(58));
    assertThat(alert.last().value()).isEqualTo(412);
    assertThat(alert.subject().values()).containsExactly("ORD");
    assertThat(Finding.of(alert).sentence())
        .startsWith("departures by origin ORD: 412 on 2001-02-28, expected ");

    assertThat(evaluator.evaluate(tick(day(59), DAY)).resolved()).isEqualTo(1);
    assertThat(all(store).getFirst().resolvedAt()).contains(day(59));
    assertThat(notices(database))
        .containsExactly("FIRED " + alert.subject().path(), "RESOLVED " + alert.subject().path());
    assertThat(meters.counter("tally.alerts.fired").count()).isEqualTo(1);
  }

  @Test
  void aBucketIsJudgedWhenItIsCompleteAndNotBefore() {
    double[] values = thousand(59, 1);
    values[58] = 412;
    series.departures("ORD", DAY, START, values);
    AlertEvaluator evaluator = evaluator(Flights.departures(DAY, 1));
    evaluator.evaluate(tick(day(57), DAY));
    assertThat(evaluator.evaluate(tick(day(58), DAY).minusMillis(1)))
        .isEqualTo(EvaluationReport.NOTHING);
    assertThat(all(store)).isEmpty();
    assertThat(evaluator.evaluate(tick(day(58), DAY)).fired()).isEqualTo(1);
  }

  @Test
  void theSameTickTwiceChangesNothing() {
    double[] values = thousand(59, 1);
    values[58] = 412;
    series.departures("ORD", DAY, START, values);
    evaluator(Flights.departures(DAY, 1)).evaluate(tick(day(57), DAY));
    AlertEvaluator evaluator = evaluator(Flights.departures(DAY, 1));
    evaluator.evaluate(tick(day(58), DAY));
    List<Alert> once = all(store);
    assertThat(once).hasSize(1);
    assertThat(evaluator.evaluate(tick(day(58), DAY))).isEqualTo(EvaluationReport.NOTHING);
    // As after a restart: nothing remembered but what is stored.
    AlertEvaluator restarted = evaluator(Flights.departures(DAY, 1));
    assertThat(restarted.evaluate(tick(day(58), DAY))).isEqualTo(EvaluationReport.NOTHING);
    assertThat(all(store)).isEqualTo(once);
    assertThat(notices(database)).hasSize(1);
  }

  @Test
  void aDeathBetweenJudgingAndStoringChangesNothing() {
    double[] values = thousand(59, 1);
    values[58] = 412;
    series.departures("ORD", DAY, START, values);
    AlertEvaluator evaluator = evaluator(Flights.departures(DAY, 1));
    evaluator.evaluate(tick(day(57), DAY));
    database.withHandle(h -> h.execute("ALTER TABLE alert_notices RENAME TO away"));
    evaluator.evaluate(tick(day(58), DAY));
    assertThat(all(store)).isEmpty();
    assertThat(meters.counter("tally.alert.evaluations.failed").count()).isEqualTo(1);
    database.withHandle(h -> h.execute("ALTER TABLE away RENAME TO alert_notices"));
    assertThat(evaluator.evaluate(tick(day(58), DAY)).fired()).isEqualTo(1);
    assertThat(notices(database)).hasSize(1);
  }

  @Test
  void twoProcessesJudgeEachPointOnce() {
    double[] values = thousand(60, 1);
    values[58] = 412;
    series.departures("ORD", DAY, START, values);
    AlertEvaluator one = evaluator(Flights.departures(DAY, 1));
    AlertEvaluator other = evaluator(Flights.departures(DAY, 1));
    for (int n = 56; n < 60; n++) {
      one.evaluate(tick(day(n), DAY));
      other.evaluate(tick(day(n), DAY));
    }
    assertThat(all(store)).hasSize(1);
    assertThat(all(store).getFirst().outPoints()).isEqualTo(1);
    assertThat(notices(database)).hasSize(2);
  }

  @Test
  void noEventsAtAllAreADropAndNoAverage() {
    double[] values = thousand(60, 1);
    values[58] = Double.NaN;
    series.departures("ORD", DAY, START, values);
    series.write("average_delay", Flights.BY_ORIGIN, List.of("ORD"), DAY, START, values);
    AlertEvaluator evaluator =
        evaluator(
            Flights.departures(DAY, 1),
            Flights.rule("average_delay", Flights.BY_ORIGIN, DAY, Flights.band(), 1));
    evaluator.evaluate(tick(day(57), DAY));
    evaluator.evaluate(tick(day(58), DAY));
    Alert alert = all(store).getFirst();
    assertThat(alert.subject().metric()).isEqualTo("departures");
    assertThat(alert.last().value()).isZero();
    evaluator.evaluate(tick(day(59), DAY));
    assertThat(all(store)).hasSize(1);
    assertThat(all(store).getFirst().ending()).contains(Ending.RECOVERED);
  }

  @Test
  void aSeriesThatStopsAltogetherFires() {
    series.departures("ORD", DAY, START, thousand(58, 1));
    AlertEvaluator evaluator = evaluator(Flights.departures(DAY, 2));
    evaluator.evaluate(tick(day(57), DAY));
    evaluator.evaluate(tick(day(58), DAY));
    assertThat(all(store).getFirst().state()).isEqualTo(AlertState.PENDING);
    assertThat(notices(database)).isEmpty();
    evaluator.evaluate(tick(day(59), DAY));
    assertThat(all(store).getFirst().state()).isEqualTo(AlertState.FIRING);
  }

  @Test
  void ticksThatWereMissedAreCaughtUpOnInOrder() {
    double[] values = thousand(70, 1);
    values[58] = 412;
    values[61] = 1_900;
    values[62] = 1_950;
    series.departures("ORD", DAY, START, values);
    AlertEvaluator each = evaluator(Flights.departures(DAY, 1));
    for (int n = 50; n < 70; n++) {
      each.evaluate(tick(day(n), DAY));
    }
    MetadataDatabase elsewhere = newDatabase();
    AlertEvaluator late =
        evaluator(elsewhere, Flights.catalog(Flights.departures(DAY, 1)), AlertSettings.DEFAULT);
    late.evaluate(tick(day(50), DAY));
    EvaluationReport report = late.evaluate(tick(day(69), DAY));
    assertThat(report.points()).isEqualTo(19);
    assertThat(report.fired()).isEqualTo(2);
    assertThat(all(new AlertStore(elsewhere))).hasSize(2).isEqualTo(all(store));
    assertThat(notices(elsewhere)).isEqualTo(notices(database)).hasSize(4);
  }

  @Test
  void onlySoManyPointsAreCaughtUpOn() {
    double[] values = thousand(90, 1);
    values[58] = 412; // fires
    values[59] = 410;
    values[60] = 411; // from here on nobody looks
    series.departures("ORD", DAY, START, values);
    AlertSettings settings = new AlertSettings(10, 1_000_000, 5);
    AlertEvaluator evaluator =
        evaluator(database, Flights.catalog(Flights.departures(DAY, 1)), settings);
    evaluator.evaluate(tick(day(57), DAY));
    evaluator.evaluate(tick(day(59), DAY));
    assertThat(evaluator.evaluate(tick(day(89), DAY)).points()).isEqualTo(5);
    // 25 points without a verdict are more than the 7 after which a series is lost.
    assertThat(all(store).getFirst().ending()).contains(Ending.LOST);
    assertThat(all(store).getFirst().resolvedAt()).contains(day(84));
  }

  @Test
  void aReplayFindsWhatTicksWouldHaveFound() {
    writeTrouble();
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
    AlertEvaluator live = evaluator(rules);
    Random random = new Random(3);
    for (int n = 30 * 24; n < 60 * 24 - 1; n++) {
      // One tick in eight happens; restarts now and then.
      if (n == 30 * 24 || random.nextInt(8) == 0) {
        live.evaluate(tick(hour(n), HOUR));
      }
      if (random.nextInt(250) == 0) {
        live = evaluator(rules);
      }
    }
    live.evaluate(tick(hour(60 * 24 - 1), HOUR));
    MetadataDatabase elsewhere = newDatabase();
    AlertEvaluator replaying = evaluator(elsewhere, Flights.catalog(rules), AlertSettings.DEFAULT);
    ReplayReport report = replaying.replay(day(30), day(60));

    AlertStore replayed = new AlertStore(elsewhere);
    assertThat(all(replayed)).hasSizeGreaterThan(20).isEqualTo(all(store));
    assertThat(report.findings())
        .extracting(f -> f.alert().id())
        .containsExactlyInAnyOrderElementsOf(
            all(store).stream().filter(Alert::hasFired).map(Alert::id).toList());
    assertThat(report.findings())
        .isSortedAccordingTo((a, b) -> Double.compare(b.score(), a.score()));
    assertThat(notices(database)).isNotEmpty();
    assertThat(notices(elsewhere)).isEmpty();

    // Again, and with a tick after it: still the same.
    replaying.replay(day(30), day(60));
    assertThat(all(replayed)).isEqualTo(all(store));
    for (RuleKey key :
        Arrays.stream(rules).map(r -> new RuleKey(Flights.EVENT, r.name())).toList()) {
      assertThat(replayed.progress(key)).contains(day(60));
    }
    assertThat(replaying.evaluate(tick(hour(60 * 24 - 1), HOUR)))
        .isEqualTo(EvaluationReport.NOTHING);
  }

  /** Hourly and daily series with outages, spikes, gaps, and beginnings in the middle. */
  private void writeTrouble() {
    for (int o = 0; o < 4; o++) {
      Random random = new Random(o);
      double[] hours = new double[60 * 24];
      for (int i = 0; i < hours.length; i++) {
        double rate = (o + 1) * 20 * (1 + 0.8 * Math.sin(2 * Math.PI * (i % 24) / 24));
        hours[i] = Math.rint(rate + Math.sqrt(rate) * random.nextGaussian());
        if (random.nextInt(150) == 0) {
          hours[i] *= 2.5;
        }
        if (i > 35 * 24 && i < 35 * 24 + 5) {
          hours[i] = Double.NaN;
        }
      }
      series.departures("O" + o, HOUR, START, hours);
      double[] days = thousand(60, o);
      days[45] = 200;
      days[46] = 200;
      days[50] = 2_000;
      series.departures("O" + o, DAY, START, days);
    }
    series.departures("LATE", HOUR, day(20), values(40 * 24, i -> i == 700 ? 90 : 20 + i % 3));
    Random random = new Random(9);
    double[] delays =
        values(60 * 24, i -> i % 24 < 4 ? Double.NaN : 10 + 3 * random.nextGaussian());
    Arrays.fill(delays, 30 * 24 + 6, 30 * 24 + 12, 60);
    series.write("average_delay", DimensionSet.OVERALL, List.of(), HOUR, START, delays);
    series.write(
        "departures",
        DimensionSet.OVERALL,
        List.of(),
        HOUR,
        START,
        values(60 * 24, i -> 200 + (i % 500 == 0 ? 300 : 0)));
  }

  @Test
  void aReplayInPartsFindsWhatOneDoes() {
    writeTrouble();
    AlertRule[] rules = {Flights.departures(DAY, 2), Flights.departures(HOUR, 1)};
    evaluator(rules).replay(START, day(60));
    MetadataDatabase elsewhere = newDatabase();
    AlertEvaluator parts = evaluator(elsewhere, Flights.catalog(rules), AlertSettings.DEFAULT);
    parts.replay(START, day(46)); // between the two points of a drop
    parts.replay(day(46), day(60));
    assertThat(all(new AlertStore(elsewhere))).isEqualTo(all(store));
    parts.replay(day(46), day(60));
    assertThat(all(new AlertStore(elsewhere))).isEqualTo(all(store));
  }

  @Test
  void aReplayOfThePastLeavesThePresentAlone() {
    double[] values = thousand(200, 1);
    values[58] = 412;
    values[199] = 300;
    series.departures("ORD", DAY, START, values);
    AlertEvaluator evaluator = evaluator(Flights.departures(DAY, 1));
    evaluator.evaluate(tick(day(198), DAY));
    evaluator.evaluate(tick(day(199), DAY));
    Alert present = all(store).getFirst();
    evaluator.replay(START, day(100));
    assertThat(all(store)).hasSize(2).contains(present);
    assertThat(evaluator.evaluate(tick(day(199), DAY))).isEqualTo(EvaluationReport.NOTHING);
    assertThat(notices(database)).hasSize(1);
  }

  @Test
  void bucketsThatLieInTheRangeOnlyInPartAreNotReplayed() {
    series.departures("ORD", DAY, START, thousand(60, 1));
    AlertEvaluator evaluator = evaluator(Flights.departures(DAY, 1));
    ReplayReport report = evaluator.replay(day(40).plusSeconds(1), day(50).minusSeconds(1));
    assertThat(report.points()).isEqualTo(8);
    assertThat(evaluator.replay(day(40), day(40)).points()).isZero();
  }

  @Test
  void alertsOfARuleThatIsGoneAreResolved() {
    double[] values = thousand(59, 1);
    values[58] = 412;
    series.departures("ORD", DAY, START, values);
    AlertEvaluator evaluator = evaluator(Flights.departures(DAY, 1));
    evaluator.evaluate(tick(day(57), DAY));
    evaluator.evaluate(tick(day(58), DAY));
    evaluator().evaluate(tick(day(58), DAY));
    assertThat(all(store).getFirst().ending()).contains(Ending.WITHDRAWN);
    assertThat(notices(database)).hasSize(2);
  }

  @Test
  void aSeriesThatIsGoneIsLost() {
    double[] values = thousand(59, 1);
    values[58] = 412;
    series.departures("ORD", DAY, START, values);
    series.departures("ATL", DAY, START, thousand(70, 2));
    AlertEvaluator evaluator = evaluator(Flights.departures(DAY, 1));
    evaluator.evaluate(tick(day(57), DAY));
    evaluator.evaluate(tick(day(58), DAY));
    clickHouse.execute("TRUNCATE TABLE series_index");
    for (int n = 59; n <= 64; n++) {
      evaluator.evaluate(tick(day(n), DAY));
    }
    assertThat(all(store).getFirst().state()).isEqualTo(AlertState.FIRING);
    evaluator.evaluate(tick(day(65), DAY));
    assertThat(all(store).getFirst().ending()).contains(Ending.LOST);
  }

  @Test
  void onlySoManySeriesOfARuleAreWatched() {
    for (String origin : List.of("A", "B", "C")) {
      series.departures(origin, DAY, START, thousand(30, 1));
    }
    AlertSettings two = new AlertSettings(2, 1_000_000, 10);
    AlertEvaluator evaluator =
        evaluator(database, Flights.catalog(Flights.departures(DAY, 1)), two);
    assertThat(evaluator.evaluate(tick(day(29), DAY)).series()).isEqualTo(2);
    AlertSettings three = new AlertSettings(3, 1_000_000, 10);
    MetadataDatabase elsewhere = newDatabase();
    assertThat(
            evaluator(elsewhere, Flights.catalog(Flights.departures(DAY, 1)), three)
                .evaluate(tick(day(29), DAY))
                .series())
        .isEqualTo(3);
  }

  @Test
  void whatIsNotRememberedIsLoadedAnew() {
    writeTrouble();
    AlertRule rule = Flights.departures(DAY, 1);
    AlertEvaluator remembering = evaluator(rule);
    MetadataDatabase elsewhere = newDatabase();
    AlertEvaluator forgetting =
        evaluator(elsewhere, Flights.catalog(rule), new AlertSettings(100, 100, 10));
    for (int n = 30; n < 60; n++) {
      remembering.evaluate(tick(day(n), DAY));
      forgetting.evaluate(tick(day(n), DAY));
    }
    assertThat(all(store)).isNotEmpty();
    assertThat(all(new AlertStore(elsewhere))).isEqualTo(all(store));
  }

  @Test
  void aRuleThatFailsDoesNotKeepOthersFromBeingJudged() {
    double[] values = thousand(59, 1);
    values[58] = 412;
    series.departures("ORD", DAY, START, values);
    AlertRule broken = Flights.rule("average_delay", Flights.BY_ORIGIN, DAY, Flights.band(), 1);
    series.write("average_delay", Flights.BY_ORIGIN, List.of("ORD"), DAY, START, 1, 2, 3);
    AlertEvaluator evaluator = evaluator(broken, Flights.departures(DAY, 1));
    evaluator.evaluate(tick(day(57), DAY));
    database.withHandle(
        h ->
            h.execute(
                "ALTER TABLE alert_progress ADD CONSTRAINT broken CHECK"
                    + " (rule NOT LIKE 'average%' OR judged_until < TIMESTAMP WITH TIME ZONE"
                    + " '2001-02-28 12:00:00+00:00')"));
    assertThat(evaluator.evaluate(tick(day(58), DAY)).fired()).isEqualTo(1);
    assertThat(meters.counter("tally.alert.evaluations.failed").count()).isEqualTo(1);
  }

  @Test
  void anEngineThatDoesNotAnswerStopsTheTickAndLosesNothing() {
    double[] values = thousand(59, 1);
    values[58] = 412;
    series.departures("ORD", DAY, START, values);
    evaluator(Flights.departures(DAY, 1)).evaluate(tick(day(57), DAY));
    var away = clickHouse.endpoint();
    ClickHouse dead =
        ClickHouse.connect(
            new dev.tally.storage.Endpoint(
                java.net.URI.create("http://127.0.0.1:1"),
                away.user(),
                away.password(),
                away.database(),
                away.viewsDatabase()));
    try (dead) {
      AlertEvaluator evaluator =
          new AlertEvaluator(
              Flights.catalog(Flights.departures(DAY, 1)),
              dead,
              database,
              Notifiers.of(Map.of()),
              Completeness.after(LATENESS),
              AlertSettings.DEFAULT,
              meters,
              Clock.systemUTC());
      assertThat(catchThrowable(() -> evaluator.evaluate(tick(day(58), DAY))))
          .hasMessageContaining("127.0.0.1");
    }
    assertThat(evaluator(Flights.departures(DAY, 1)).evaluate(tick(day(58), DAY)).fired())
        .isEqualTo(1);
  }
}
