package dev.tally.anomaly.detect;

import dev.tally.anomaly.detect.Seasonality.Lag;
import dev.tally.anomaly.detect.Verdict.Outcome;
import java.util.Arrays;

/**
 * Predicts the next point of one series, with a spread, from the points before it.
 *
 * <h2>Model</h2>
 *
 * A point is a level times (for counts) or plus (otherwise) a seasonal index, plus noise:
 *
 * <pre>{@code
 * seasonal index of a point   q = y / (level + 1)        or  y − level
 * prediction                  b = (level + 1) · HL(q of the same season)  or  level + HL(…)
 * error                       r = (y − b) / unit,  unit = √b · slot  or  slot
 * expected                    e = b + median(r) · unit
 * level                       level += (y − e) / levelPoints
 * }</pre>
 *
 * That is Holt–Winters smoothing with its parts made robust one by one:
 *
 * <ul>
 *   <li>The season is not smoothed but remembered: the indices of the same hour of the week (or the
 *       same day of the week; see {@link Seasonality}) over the last weeks, of which {@link
 *       HodgesLehmann} takes the middle. A holiday last week does not move it, and since an index
 *       is relative to the level of its own time, neither does growth. Until three weeks are known,
 *       the same hour of the last days stands in; the level rests meanwhile, and the errors made so
 *       are forgotten afterwards.
 *   <li>The {@code + 1} keeps indices finite where next to nothing happens: far below one event per
 *       bucket a count is predicted by its season alone, far above by level and season.
 *   <li>The spread is measured, never assumed: errors of real predictions, each made before its
 *       point was seen, are divided by a unit that makes them alike (Pearson residuals for counts;
 *       {@link SlotSpread} for the hours of the day) and pooled over seasons in {@link
 *       SlidingQuantiles}. Upwards and downwards apart, because delays and latencies are skewed:
 *       1.4826 times the distance from the median to the quartile of that side, which is the median
 *       absolute deviation of that side. Quartiles alone know nothing of tails, so it is at least
 *       the distance to the outer 2.5 % over 1.96: a band that points leave more than now and then,
 *       widens.
 *   <li>Floors, so that a flat line does not turn rounding into alarms: {@link
 *       #SPREAD_RELATIVE_MIN} of the value; for counts Poisson's noise, see {@link
 *       Prediction#band}.
 *   <li>What is out of the band is learnt as if it were at the edge of the band (winsorised, at
 *       {@link #CLAMP_WIDTH} whatever a rule's own width): an outage does not poison the weeks
 *       after it. Of a run of points that are out, all errors but the first are taken for at most
 *       {@link #CLAMP_WIDTH} quartile deviations: a series that spikes now and then widens its band
 *       until the spikes fit, while a long outage can widen it only 4 / 1.96-fold and does not come
 *       to pass for normal.
 *   <li>A lasting change is accepted after a bounded time, see {@link LevelShift}. When counts grow
 *       {@link #RATIO_MAX}-fold from next to nothing, there is no season to scale, and the model
 *       starts anew.
 * </ul>
 *
 * <h2>Cost</h2>
 *
 * Per point: at most 14 remembered indices, 105 sums, one replacement in a sorted array of at most
 * 2,880 numbers; independent of the length of the history. Memory: 4 bytes per point of the window
 * and 8 per remembered error: 6.7 KiB for an hourly series, 1 KiB for a daily one, 184 KiB for a
 * series by the minute.
 *
 * <h2>References</h2>
 *
 * Gelper, S., Fried, R., Croux, C. (2010): Robust forecasting with exponential and Holt–Winters
 * smoothing. Journal of Forecasting 29, 285–300 (the clamped observation). Rousseeuw, P. J., Croux,
 * C. (1993): Alternatives to the median absolute deviation. JASA 88, 1273–1283 (why a symmetric MAD
 * is not enough, and what it does at ties). Hyndman, R. J., Athanasopoulos, G.: Forecasting:
 * Principles and Practice, 3rd ed., chapters 5.5 and 8.3 (prediction intervals from errors of one
 * step; multiplicative seasons). Fisher, R. A., Cornish, E. A. (1960): The percentile points of
 * distributions having known cumulants. Technometrics 2, 209–225.
 *
 * <p>Not thread-safe.
 */
final class BandModel {
  /** Points are learnt as if they were within so many robust standard deviations. */
  static final double CLAMP_WIDTH = 4;

  /** One robust standard deviation is at least this share of the value or the level. */
  static final double SPREAD_RELATIVE_MIN = 0.005;

  /** A count whose level grows more than this at once starts anew. */
  static final double RATIO_MAX = 20;

  /** Consistent with the standard deviation at the normal distribution: 1 / Φ⁻¹(3/4). */
  private static final double QUARTILE_TO_SIGMA = 1.4826;

  /** The outer 2.5 % of a normal distribution lie beyond so many standard deviations. */
  private static final double TAIL_LEVEL = 0.975;

  private static final double TAIL_SIGMAS = 1.96;

  /** Errors per part of the day after which its spread forgets, times points per such part. */
  private static final int SPREAD_DAYS = 30;

  /** Added to a count's level before anything is divided by it, in events per bucket. */
  private static final double LEVEL_OFFSET = 1;

  private final SeriesKind kind;
  private final Seasonality seasonality;

  /** Seasonal indices by bucket; plain values until there is a level; NaN where nothing came. */
  private final float[] window;

  private final SlidingQuantiles errors;
  private final LevelShift shift;
  private final SlotSpread spread;

  private double level;
  private long index;
  private int seen;
  private int known;

  /** The best lag that has given a prediction so far, as an index into the seasonality's lags. */
  private int bestLag;

  private Outcome previous = Outcome.UNKNOWN;

  /**
   * @param firstIndex bucket of the first point, see {@link Seasonality#index}
   */
  BandModel(SeriesKind kind, Seasonality seasonality, long firstIndex) {
    this.kind = kind;
    this.seasonality = seasonality;
    window = new float[seasonality.windowPoints()];
    errors = new SlidingQuantiles(seasonality.residualPointsMax());
    shift = new LevelShift(seasonality.shiftPoints(), kind.isProportional());
    int pointsPerSlot = Math.max(1, seasonality.startPoints() / seasonality.spreadSlots());
    spread = new SlotSpread(seasonality.spreadSlots(), SPREAD_DAYS * pointsPerSlot);
    index = firstIndex;
    restart();
  }

  private void restart() {
    level = Double.NaN;
    seen = 0;
    known = 0;
    bestLag = seasonality.lags().size();
    previous = Outcome.UNKNOWN;
    errors.clear();
    shift.clear();
    spread.clear();
    Arrays.fill(window, Float.NaN);
  }

  /** Bucket of the next point. */
  long index() {
    return index;
  }

  /** What the points so far say of the next one. */
  Prediction predict() {
    if (Double.isNaN(level)) {
      return Prediction.UNKNOWN;
    }
    double[] same = new double[HodgesLehmann.NUMBERS_MAX];
    for (int lag = 0; lag < seasonality.lags().size(); lag++) {
      int count = sameSeason(seasonality.lags().get(lag), same);
      if (count >= seasonality.lags().get(lag).least()) {
        return predict(lag, HodgesLehmann.of(same, count));
      }
    }
    return Prediction.UNKNOWN;
  }

  private Prediction predict(int lag, double seasonal) {
    double base = kind.isProportional() ? (level + LEVEL_OFFSET) * seasonal : level + seasonal;
    double unit =
        (kind.isProportional() ? Math.sqrt(Math.max(base, 1)) : 1)
            * spread.relative(seasonality.spreadSlot(index));
    boolean known =
        lag >= bestLag
            && errors.size() >= seasonality.residualPointsMin()
            && seen >= seasonality.historyPointsMin();
    return known
        ? withSpread(lag, base, unit)
        : new Prediction(lag, base, base, unit, Double.NaN, Double.NaN);
  }

  private Prediction withSpread(int lag, double base, double unit) {
    Middle middle = Middle.of(errors);
    double above =
        Math.max(middle.above(), (errors.quantile(TAIL_LEVEL) - middle.median()) / TAIL_SIGMAS);
    double below =
        Math.max(middle.below(), (middle.median() - errors.quantile(1 - TAIL_LEVEL)) / TAIL_SIGMAS);
    double floor = SPREAD_RELATIVE_MIN * Math.max(Math.abs(base), Math.abs(level));
    double expected = base + middle.median() * unit;
    return new Prediction(
        lag,
        base,
        kind.isProportional() ? Math.max(expected, 0) : expected,
        unit,
        Math.max(above * unit, floor),
        Math.max(below * unit, floor));
  }

  /** Where errors lie, and a robust standard deviation of each side, by quartiles. */
  private record Middle(double median, double below, double above) {
    static Middle of(SlidingQuantiles errors) {
      double median = errors.quantile(0.5);
      double above = QUARTILE_TO_SIGMA * (errors.quantile(0.75) - median);
      double below = QUARTILE_TO_SIGMA * (median - errors.quantile(0.25));
      // One side may look flat by chance, or by ties; it is taken for at least a quarter of both.
      double least = (above + below) / 4;
      return new Middle(median, Math.max(below, least), Math.max(above, least));
    }

    double clamp(double error) {
      return above > 0
          ? Math.clamp(error, median - CLAMP_WIDTH * below, median + CLAMP_WIDTH * above)
          : error;
    }
  }

  /** Collects the seasonal indices that lie at multiples of the lag; returns how many are known. */
  private int sameSeason(Lag lag, double[] same) {
    int count = 0;
    for (int back = lag.points(); back <= Math.min(lag.reach(), seen); back += lag.points()) {
      float q = window[slot(index - back)];
      if (!Float.isNaN(q)) {
        same[count++] = q;
      }
    }
    return count;
  }

  /**
   * Learns the next point.
   *
   * @param value NaN when there is none
   * @param prediction what {@link #predict} said
   */
  void learn(double value, Prediction prediction) {
    if (Double.isNaN(value)) {
      step(Double.NaN);
    } else if (Double.isNaN(level)) {
      known++;
      step(value);
    } else if (prediction.isKnown()) {
      learnKnown(value, prediction);
    } else {
      step(seasonalIndex(value));
    }
    if (Double.isNaN(level)
        && seen >= seasonality.startPoints()
        && 2 * known >= seasonality.startPoints()) {
      start();
    }
  }

  private void learnKnown(double value, Prediction prediction) {
    Band band = prediction.band(kind, CLAMP_WIDTH);
    Outcome outcome = Verdict.of(value, band).outcome();
    double learnt = band.clamp(value);
    boolean continuesRun = outcome == previous && Verdict.isOut(outcome);
    previous = outcome;
    learnError(learnt, prediction, continuesRun);
    step(seasonalIndex(learnt));
    if (prediction.lag() == 0) {
      moveLevel(level + (learnt - prediction.expected()) / seasonality.levelPoints());
    }
    if (band.isKnown() && shift.add(value, band, outcome)) {
      acceptShift();
    }
  }

  /** Errors of a worse lag say nothing of a better one's. */
  private void learnError(double learnt, Prediction prediction, boolean continuesRun) {
    if (prediction.lag() < bestLag) {
      bestLag = prediction.lag();
      errors.clear();
      spread.clear();
    }
    if (prediction.lag() == bestLag) {
      double error = (learnt - prediction.base()) / prediction.unit();
      if (continuesRun) {
        error = Middle.of(errors).clamp(error);
      }
      int slot = seasonality.spreadSlot(index);
      spread.add(slot, Math.abs(error) * spread.relative(slot));
      errors.add((float) error);
    }
  }

  private void acceptShift() {
    if (!kind.isProportional()) {
      moveLevel(level + shift.difference());
      shift.clear();
    } else if (shift.ratio() <= RATIO_MAX) {
      moveLevel((level + LEVEL_OFFSET) * shift.ratio() - LEVEL_OFFSET);
      shift.clear();
    } else {
      restart();
    }
  }

  private void moveLevel(double to) {
    level = kind.isProportional() ? Math.max(to, 0) : to;
  }

  private double seasonalIndex(double value) {
    return kind.isProportional() ? value / (level + LEVEL_OFFSET) : value - level;
  }

  /** Sets the first level, and turns the values so far into seasonal indices. */
  private void start() {
    double[] values = new double[Math.min(seen, window.length)];
    int count = 0;
    for (int back = values.length; back >= 1; back--) {
      float value = window[slot(index - back)];
      if (!Float.isNaN(value)) {
        values[count++] = value;
      }
    }
    level = kind.isProportional() ? mean(values, count) : median(values, count);
    for (int i = 0; i < window.length; i++) {
      window[i] = (float) seasonalIndex(window[i]);
    }
  }

  private static double mean(double[] values, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += values[i];
    }
    return sum / count;
  }

  private static double median(double[] values, int count) {
    Arrays.sort(values, 0, count);
    return values[count / 2];
  }

  private void step(double remembered) {
    window[slot(index)] = (float) remembered;
    index++;
    seen = Math.min(seen + 1, window.length);
  }

  private int slot(long bucket) {
    return (int) Math.floorMod(bucket, (long) window.length);
  }
}
