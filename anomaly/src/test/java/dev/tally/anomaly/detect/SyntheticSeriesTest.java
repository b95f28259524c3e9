package dev.tally.anomaly.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.anomaly.detect.Verdict.Outcome;
import dev.tally.edl.model.AlertRule.Detection;
import dev.tally.edl.model.AlertRule.Direction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/** The detector on series whose truth is known because they are made here, from printed seeds. */
class SyntheticSeriesTest {
  private static final Seasonality HOURLY = Seasonality.of(Duration.ofHours(1));
  private static final Seasonality DAILY = Seasonality.of(Duration.ofDays(1));
  private static final long FIRST_DAY = 11_323; // 2001-01-01, a Monday
  private static final int WEEK_HOURS = 168;

  @Test
  void findsSpikesAndDropsInHourlyCountsAndLittleElse() {
    int spikes = 0;
    int found = 0;
    int clean = 0;
    int falseAlarms = 0;
    for (long seed = 1; seed <= 20; seed++) {
      Random random = new Random(seed);
      double[] values = counts(random, 16 * WEEK_HOURS, SyntheticSeriesTest::hourOfWeekRate);
      BitSet injected = new BitSet();
      for (int i = 8 * WEEK_HOURS; i < values.length; i += 71) {
        if (hourOfWeekRate(i) > 60) {
          values[i] *= random.nextBoolean() ? 1.8 : 0.3;
          injected.set(i);
        }
      }
      List<Verdict> verdicts = judge(SeriesKind.COUNT, HOURLY, values);
      for (int i = 8 * WEEK_HOURS; i < values.length; i++) {
        if (injected.get(i)) {
          spikes++;
          found += verdicts.get(i).isOut() ? 1 : 0;
        } else {
          clean++;
          falseAlarms += verdicts.get(i).isOut() ? 1 : 0;
        }
      }
    }
    System.out.printf(
        "hourly counts: recall %d/%d, false alarms %d of %d points%n",
        found, spikes, falseAlarms, clean);
    assertThat(spikes).isGreaterThan(200);
    assertThat(found / (double) spikes).isGreaterThan(0.97);
    assertThat(falseAlarms / (double) clean).isLessThan(0.0005);
  }

  @Test
  void findsDropsInDailyCountsWithQuietWeekends() {
    int found = 0;
    int drops = 0;
    int falseAlarms = 0;
    int clean = 0;
    for (long seed = 1; seed <= 50; seed++) {
      double[] values = counts(new Random(seed), 181, day -> day % 7 >= 5 ? 150 : 1_000);
      values[102] *= 0.6; // a Friday
      values[140] *= 1.5; // a Monday
      List<Verdict> verdicts = judge(SeriesKind.COUNT, DAILY, values);
      for (int i = 0; i < values.length; i++) {
        boolean out = verdicts.get(i).isOut();
        if (i == 102 || i == 140) {
          drops++;
          found += out ? 1 : 0;
        } else {
          clean++;
          falseAlarms += out ? 1 : 0;
        }
      }
    }
    System.out.printf(
        "daily counts: recall %d/%d, false alarms %d of %d points%n",
        found, drops, falseAlarms, clean);
    assertThat(found).isEqualTo(drops);
    assertThat(falseAlarms / (double) clean).isLessThan(0.002);
  }

  @Test
  void smallSlicesDoNotScreamAndStillNoticeSilence() {
    for (double rate : new double[] {0.02, 0.3, 1, 3}) {
      double[] values = counts(new Random(7), 26 * WEEK_HOURS, i -> rate);
      long out = judge(SeriesKind.COUNT, HOURLY, values).stream().filter(Verdict::isOut).count();
      System.out.printf("count of %.2f per hour: %d of %d out%n", rate, out, values.length);
      assertThat(out).as("rate %s", rate).isLessThanOrEqualTo(4);
    }
    double[] values = counts(new Random(8), 10 * WEEK_HOURS, i -> 25);
    values[values.length - 1] = 0;
    assertThat(judge(SeriesKind.COUNT, HOURLY, values).getLast().outcome())
        .isEqualTo(Outcome.BELOW);
  }

  @Test
  void aSkewedValueHasASkewedBand() {
    Random random = new Random(3);
    double[] values = new double[20 * WEEK_HOURS];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.exp(2 + 0.7 * random.nextGaussian()); // lognormal, like delays
    }
    List<Verdict> verdicts = judge(SeriesKind.VALUE, HOURLY, values);
    Band last = verdicts.getLast().band();
    assertThat(last.upper() - last.expected())
        .isGreaterThan(1.5 * (last.expected() - last.lower()));
    long out = verdicts.stream().filter(Verdict::isOut).count();
    System.out.printf("lognormal: %d of %d out%n", out, values.length);
    assertThat(out / (double) values.length).isLessThan(0.01);
  }

  @Test
  void aFlatLineToleratesRoundingAndNothingMore() {
    for (SeriesKind kind : SeriesKind.values()) {
      double[] values = new double[12 * WEEK_HOURS];
      Arrays.fill(values, 50_000);
      values[values.length - 2] = 50_001;
      values[values.length - 1] = 60_000;
      List<Verdict> verdicts = judge(kind, HOURLY, values);
      assertThat(verdicts.subList(0, values.length - 1)).as("%s", kind).noneMatch(Verdict::isOut);
      assertThat(verdicts.getLast().outcome()).as("%s", kind).isEqualTo(Outcome.ABOVE);
    }
  }

  @Test
  void aSeriesOfNothingExpectsNothing() {
    double[] values = new double[12 * WEEK_HOURS];
    values[values.length - 2] = 1;
    values[values.length - 1] = 500;
    List<Verdict> verdicts = judge(SeriesKind.COUNT, HOURLY, values);
    assertThat(verdicts.get(values.length - 2).outcome()).isEqualTo(Outcome.IN);
    assertThat(verdicts.getLast().outcome()).isEqualTo(Outcome.ABOVE);
    assertThat(verdicts.getLast().band().expected()).isZero();
  }

  @Test
  void aNewLevelIsAcceptedAfterABoundedTime() {
    for (double factor : new double[] {0, 0.4, 2, 10}) {
      int shiftAt = 10 * WEEK_HOURS;
      double[] values =
          counts(
              new Random(5), 14 * WEEK_HOURS, i -> hourOfWeekRate(i) * (i < shiftAt ? 1 : factor));
      List<Verdict> verdicts = judge(SeriesKind.COUNT, HOURLY, values);
      long outAtFirst =
          verdicts.subList(shiftAt, shiftAt + HOURLY.shiftPoints() - 1).stream()
              .filter(Verdict::isOut)
              .count();
      assertThat(outAtFirst).as("factor %s", factor).isGreaterThan(HOURLY.shiftPoints() / 5);
      // One more week lets the spread settle; from then on it is as it was before.
      List<Verdict> later = verdicts.subList(shiftAt + WEEK_HOURS, values.length);
      assertThat(later.stream().filter(Verdict::isOut).count())
          .as("factor %s", factor)
          .isLessThanOrEqualTo(2);
      assertThat(later).noneMatch(v -> v.outcome() == Outcome.UNKNOWN);
    }
  }

  @Test
  void aDailyValueFollowsAStepWithinTwoWeeks() {
    Random random = new Random(11);
    double[] values = new double[120];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i < 80 ? 10 : 30) + random.nextGaussian();
    }
    List<Verdict> verdicts = judge(SeriesKind.VALUE, DAILY, values);
    assertThat(verdicts.subList(80, 85)).allMatch(Verdict::isOut);
    assertThat(verdicts.subList(94, 120)).noneMatch(Verdict::isOut);
  }

  @Test
  void anOutageDoesNotPoisonTheWeeksAfterIt() {
    double[] clean = counts(new Random(9), 12 * WEEK_HOURS, SyntheticSeriesTest::hourOfWeekRate);
    double[] outage = clean.clone();
    Arrays.fill(outage, 8 * WEEK_HOURS + 30, 8 * WEEK_HOURS + 42, 0);
    List<Verdict> cleanly = judge(SeriesKind.COUNT, HOURLY, clean);
    List<Verdict> after = judge(SeriesKind.COUNT, HOURLY, outage);
    for (int i = 8 * WEEK_HOURS + 42; i < clean.length; i++) {
      double before = cleanly.get(i).band().expected();
      assertThat(Math.abs(after.get(i).band().expected() - before))
          .as("hour %d", i)
          .isLessThan(2 + 0.15 * before);
      assertThat(after.get(i).isOut()).isFalse();
    }
  }

  @Test
  void gapsAndNonsenseGiveNoVerdictAndDoNoHarm() {
    Random random = new Random(13);
    double[] values = new double[12 * WEEK_HOURS];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 24 < 5 ? Double.NaN : 20 + random.nextGaussian();
    }
    values[7 * WEEK_HOURS + 12] = Double.NaN;
    values[7 * WEEK_HOURS + 13] = Double.POSITIVE_INFINITY;
    values[7 * WEEK_HOURS + 14] = Double.NEGATIVE_INFINITY;
    values[values.length - 1] = 60;
    List<Verdict> verdicts = judge(SeriesKind.VALUE, HOURLY, values);
    for (int i = 0; i < values.length - 1; i++) {
      assertThat(verdicts.get(i).isOut()).as("hour %d", i).isFalse();
      if (!Double.isFinite(values[i])) {
        assertThat(verdicts.get(i).outcome()).isEqualTo(Outcome.UNKNOWN);
      }
    }
    assertThat(verdicts.getLast().outcome()).isEqualTo(Outcome.ABOVE);
  }

  @Test
  void saysNothingUntilHistorySuffices() {
    double[] values = counts(new Random(17), 8 * WEEK_HOURS, SyntheticSeriesTest::hourOfWeekRate);
    List<Verdict> hourly = judge(SeriesKind.COUNT, HOURLY, values);
    // From a week on by the hour of the day; after three weeks by the hour of the week, once a day
    // has shown how far off that is.
    assertKnown(hourly, 0, 7 * 24, false);
    assertKnown(hourly, 7 * 24, 21 * 24, true);
    assertKnown(hourly, 21 * 24, 22 * 24, false);
    assertKnown(hourly, 22 * 24, values.length, true);
    List<Verdict> daily = judge(SeriesKind.VALUE, DAILY, Arrays.copyOf(values, 60));
    assertKnown(daily, 0, 21, false);
    assertKnown(daily, 21, 60, true);
  }

  private static void assertKnown(List<Verdict> verdicts, int from, int until, boolean known) {
    for (int i = from; i < until; i++) {
      assertThat(verdicts.get(i).outcome() != Outcome.UNKNOWN).as("point %d", i).isEqualTo(known);
    }
  }

  @Test
  void onlyPointsBeforeAPointDecideOnIt() {
    double[] values = counts(new Random(19), 9 * WEEK_HOURS, SyntheticSeriesTest::hourOfWeekRate);
    double[] otherFuture = values.clone();
    int now = 8 * WEEK_HOURS;
    Arrays.fill(otherFuture, now + 1, values.length, 1e6);
    assertThat(judge(SeriesKind.COUNT, HOURLY, otherFuture).subList(0, now + 1))
        .isEqualTo(judge(SeriesKind.COUNT, HOURLY, values).subList(0, now + 1));
  }

  @Test
  void aModelThatIsWarmedUpAgreesWithOneThatSawEverything() {
    double[] values = counts(new Random(23), 26 * WEEK_HOURS, SyntheticSeriesTest::hourOfWeekRate);
    List<Verdict> everything = judge(SeriesKind.COUNT, HOURLY, values);
    int from = values.length - 2 * WEEK_HOURS;
    int warmFrom = from - HOURLY.warmUpPoints();
    Judge warm = newJudge(SeriesKind.COUNT, HOURLY, 24 * FIRST_DAY + warmFrom);
    for (int i = warmFrom; i < values.length; i++) {
      Verdict verdict = warm.judge(values[i]);
      if (i >= from) {
        Band full = everything.get(i).band();
        assertThat(verdict.outcome()).isEqualTo(everything.get(i).outcome());
        assertThat(Math.abs(verdict.band().expected() - full.expected()))
            .isLessThan(0.1 * (full.upper() - full.lower()));
      }
    }
  }

  @Test
  void directionDecidesWhatIsOutAndThresholdsAreFixed() {
    double[] values = new double[10 * WEEK_HOURS];
    Random random = new Random(29);
    Arrays.setAll(values, i -> 100 + random.nextGaussian());
    values[values.length - 1] = 500;
    assertThat(lastOutcome(new Detection.Band(Direction.UP, 4), values)).isEqualTo(Outcome.ABOVE);
    assertThat(lastOutcome(new Detection.Band(Direction.DOWN, 4), values)).isEqualTo(Outcome.IN);
    var above = new Detection.Threshold(java.util.Optional.of(400.0), java.util.Optional.empty());
    assertThat(lastOutcome(above, values)).isEqualTo(Outcome.ABOVE);
    assertThat(lastOutcome(above, Arrays.copyOf(values, 1))).isEqualTo(Outcome.IN);
    var below = new Detection.Threshold(java.util.Optional.empty(), java.util.Optional.of(500.0));
    assertThat(lastOutcome(below, values)).isEqualTo(Outcome.IN);
    assertThat(lastOutcome(below, Arrays.copyOf(values, 1))).isEqualTo(Outcome.BELOW);
  }

  private static Outcome lastOutcome(Detection detection, double[] values) {
    Judge judge = Judge.of(detection, SeriesKind.VALUE, HOURLY, 24 * FIRST_DAY);
    Outcome last = Outcome.UNKNOWN;
    for (double value : values) {
      last = judge.judge(value).outcome();
    }
    return last;
  }

  private static List<Verdict> judge(SeriesKind kind, Seasonality seasonality, double[] values) {
    long first = seasonality.index(FIRST_DAY * 86_400);
    Judge judge = newJudge(kind, seasonality, first);
    List<Verdict> verdicts = new ArrayList<>();
    for (double value : values) {
      verdicts.add(judge.judge(value));
    }
    assertThat(judge.index()).isEqualTo(first + values.length);
    return verdicts;
  }

  private static Judge newJudge(SeriesKind kind, Seasonality seasonality, long first) {
    return Judge.of(new Detection.Band(Direction.BOTH, 4), kind, seasonality, first);
  }

  /** Events per hour: nights and weekends are quiet. */
  private static double hourOfWeekRate(int hour) {
    double day = 1 + Math.cos(2 * Math.PI * (hour % 24 - 15) / 24);
    return 2 + 150 * day * (hour % WEEK_HOURS >= 120 ? 0.4 : 1);
  }

  private static double[] counts(Random random, int points, IntToDoubleFunction rate) {
    double[] values = new double[points];
    for (int i = 0; i < points; i++) {
      values[i] = poisson(random, rate.applyAsDouble(i));
    }
    return values;
  }

  /** Exact for small means (Knuth), the normal approximation for large ones. */
  private static double poisson(Random random, double mean) {
    if (mean > 60) {
      return Math.max(0, Math.rint(mean + Math.sqrt(mean) * random.nextGaussian()));
    }
    double product = random.nextDouble();
    int count = 0;
    for (double limit = Math.exp(-mean); product > limit; product *= random.nextDouble()) {
      count++;
    }
    return count;
  }
}
