package dev.tally.anomaly;

import static dev.tally.anomaly.Flights.DAY;
import static dev.tally.anomaly.Flights.HOUR;

import dev.tally.edl.model.DimensionSet;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;

/** Series from 2001 on, made up. */
final class Histories {
  static final Instant START = Instant.parse("2001-01-01T00:00:00Z");

  private Histories() {}

  static Instant day(int n) {
    return START.plus(DAY.multipliedBy(n));
  }

  static Instant hour(int n) {
    return START.plus(HOUR.multipliedBy(n));
  }

  static double[] values(int count, IntToDoubleFunction value) {
    double[] values = new double[count];
    Arrays.setAll(values, value);
    return values;
  }

  /** About a thousand, with a week in it. */
  static double[] thousand(int days, long seed) {
    Random random = new Random(seed);
    return values(days, i -> Math.rint((i % 7 >= 5 ? 800 : 1_000) + 15 * random.nextGaussian()));
  }

  /** Hourly and daily series with outages, spikes, gaps, and beginnings in the middle. */
  static void writeTrouble(SeriesWriter series) {
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
}
