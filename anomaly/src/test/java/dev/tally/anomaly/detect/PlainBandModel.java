package dev.tally.anomaly.detect;

import dev.tally.anomaly.detect.Seasonality.Lag;
import dev.tally.anomaly.detect.Verdict.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The plain, slow twin of {@link BandModel}, written from its essay: keeps everything for ever in
 * lists, and sorts whole lists for every figure. Shares no code with it but {@link Band}, {@link
 * Verdict} and {@link Seasonality}.
 */
final class PlainBandModel {
  private final SeriesKind kind;
  private final Seasonality s;
  private final long firstIndex;

  private final List<@Nullable Double> remembered = new ArrayList<>();
  private final List<Double> errors = new ArrayList<>();
  private final List<double[]> absoluteErrors = new ArrayList<>(); // slot, error
  private @Nullable Double level;
  private int restartedAt;
  private Outcome previous = Outcome.UNKNOWN;
  private int usedLag;
  private int bestLag = 99;

  private List<double[]> run = new ArrayList<>(); // value, expected, lower, upper, outcome
  private Outcome side = Outcome.IN;

  PlainBandModel(SeriesKind kind, Seasonality s, long firstIndex) {
    this.kind = kind;
    this.s = s;
    this.firstIndex = firstIndex;
  }

  Verdict judge(double value, double width) {
    double[] p = predict();
    Verdict verdict = Verdict.of(value, band(p, width));
    learn(value, p);
    return verdict;
  }

  /** Base, expected, unit, above, below; NaN where unknown. */
  private double[] predict() {
    double nan = Double.NaN;
    if (level == null) {
      return new double[] {nan, nan, nan, nan, nan};
    }
    double q = nan;
    usedLag = -1;
    for (Lag lag : s.lags()) {
      usedLag++;
      List<Double> same = new ArrayList<>();
      for (int k = 1; k <= lag.most(); k++) {
        int at = remembered.size() - k * lag.points();
        Double index = at >= restartedAt ? remembered.get(at) : null;
        if (index != null) {
          same.add(index);
        }
      }
      if (same.size() >= lag.least()) {
        double[] numbers = same.stream().mapToDouble(d -> d).toArray();
        q = HodgesLehmannTest.plain(numbers, numbers.length);
        break;
      }
    }
    if (Double.isNaN(q)) {
      return new double[] {nan, nan, nan, nan, nan};
    }
    double base = proportional() ? (level + 1) * q : level + q;
    double unit = (proportional() ? Math.sqrt(Math.max(base, 1)) : 1) * relative(slot());
    if (usedLag < bestLag
        || errors.size() < s.residualPointsMin()
        || remembered.size() - restartedAt < s.historyPointsMin()) {
      return new double[] {base, base, unit, nan, nan};
    }
    double median = quantile(0.5);
    double above = 1.4826 * (quantile(0.75) - median);
    double below = 1.4826 * (median - quantile(0.25));
    double both = above + below;
    above = Math.max(Math.max(above, both / 4), (quantile(0.975) - median) / 1.96);
    below = Math.max(Math.max(below, both / 4), (median - quantile(0.025)) / 1.96);
    double floor = 0.005 * Math.max(Math.abs(base), Math.abs(level));
    double expected = base + median * unit;
    return new double[] {
      base,
      proportional() ? Math.max(0, expected) : expected,
      unit,
      Math.max(above * unit, floor),
      Math.max(below * unit, floor)
    };
  }

  private Band band(double[] p, double width) {
    if (Double.isNaN(p[3])) {
      return new Band(p[1], Double.NaN, Double.NaN);
    }
    double lower = p[1] - width * p[4];
    double upper = p[1] + width * p[3];
    if (kind == SeriesKind.COUNT) {
      double rate = Math.max(p[1], 1);
      lower = Math.min(lower, p[1] - width * Math.sqrt(rate) + (width * width - 1) / 6);
      upper = Math.max(upper, p[1] + width * Math.sqrt(rate) + (width * width - 1) / 6);
    }
    return new Band(p[1], proportional() ? Math.max(0, lower) : lower, upper);
  }

  private void learn(double value, double[] p) {
    if (Double.isNaN(value)) {
      remembered.add(null);
    } else if (level == null) {
      remembered.add((double) (float) value);
    } else if (Double.isNaN(p[0])) {
      remembered.add(index(value));
    } else {
      Band band = band(p, 4);
      double learnt = value;
      if (band.isKnown()) {
        learnt = Math.min(Math.max(value, band.lower()), band.upper());
      }
      double error = (learnt - p[0]) / p[2];
      Outcome outcome = Verdict.of(value, band).outcome();
      boolean out = outcome == Outcome.ABOVE || outcome == Outcome.BELOW;
      if (out && outcome == previous && quantile(0.75) > quantile(0.25)) {
        double quarter = 1.4826 * (quantile(0.75) - quantile(0.25)) / 4;
        double up = Math.max(1.4826 * (quantile(0.75) - quantile(0.5)), quarter);
        double down = Math.max(1.4826 * (quantile(0.5) - quantile(0.25)), quarter);
        error = Math.min(Math.max(error, quantile(0.5) - 4 * down), quantile(0.5) + 4 * up);
      }
      previous = outcome;
      if (usedLag < bestLag) {
        bestLag = usedLag;
        errors.clear();
        absoluteErrors.clear();
      }
      if (usedLag == bestLag) {
        absoluteErrors.add(new double[] {slot(), Math.abs(error) * relative(slot())});
        errors.add((double) (float) error);
      }
      if (errors.size() > s.residualPointsMax()) {
        errors.removeFirst();
      }
      remembered.add(index(learnt));
      if (usedLag == 0) {
        level = level + (learnt - p[1]) / s.levelPoints();
        level = proportional() ? Math.max(0, level) : level;
      }
      if (band.isKnown()) {
        track(value, band, Verdict.of(value, band).outcome());
      }
    }
    start();
  }

  private void start() {
    List<Double> sofar =
        remembered.subList(restartedAt, remembered.size()).stream()
            .filter(d -> d != null)
            .map(d -> d)
            .toList();
    if (level != null
        || remembered.size() - restartedAt < s.startPoints()
        || 2 * sofar.size() < s.startPoints()) {
      return;
    }
    level =
        proportional()
            ? sofar.stream().mapToDouble(d -> d).sum() / sofar.size()
            : sofar.stream().sorted().toList().get(sofar.size() / 2);
    for (int i = restartedAt; i < remembered.size(); i++) {
      Double value = remembered.get(i);
      remembered.set(i, value == null ? null : index(value));
    }
  }

  private void track(double value, Band band, Outcome outcome) {
    if (outcome != Outcome.IN && outcome != side) {
      run = new ArrayList<>();
      side = outcome;
    }
    if (side == Outcome.IN) {
      return;
    }
    run.add(
        new double[] {
          value, band.expected(), band.lower(), band.upper(), outcome == Outcome.IN ? 0 : 1
        });
    double values = run.stream().mapToDouble(r -> r[0]).sum();
    double expecteds = run.stream().mapToDouble(r -> r[1]).sum();
    double outs = run.stream().mapToDouble(r -> r[4]).sum();
    if (outcome == Outcome.IN && against() * 4 > outs + 3) {
      endRun();
    } else if (run.size() >= s.shiftPoints() && 2 * outs >= run.size()) {
      if (!proportional()) {
        level = java.util.Objects.requireNonNull(level) + (values - expecteds) / run.size();
      } else if (expecteds > 0 && values / expecteds <= 20) {
        level =
            Math.max(0, (java.util.Objects.requireNonNull(level) + 1) * (values / expecteds) - 1);
      } else {
        level = null;
        bestLag = 99;
        previous = Outcome.UNKNOWN;
        restartedAt = remembered.size();
        errors.clear();
        absoluteErrors.clear();
      }
      endRun();
    } else if (run.size() >= 2 * s.shiftPoints()) {
      endRun();
    }
  }

  /** Points in the band that would not be in it around the level that the run had by then. */
  private int against() {
    int count = 0;
    double values = 0;
    double expecteds = 0;
    int points = 0;
    for (double[] r : run) {
      points++;
      values += r[0];
      expecteds += r[1];
      double shifted =
          proportional() && expecteds > 0
              ? r[1] * (values / expecteds)
              : r[1] + (values - expecteds) / points;
      if (r[4] == 0 && (shifted < r[2] || shifted > r[3])) {
        count++;
      }
    }
    return count;
  }

  private void endRun() {
    run = new ArrayList<>();
    side = Outcome.IN;
  }

  private double relative(int slot) {
    int perSlot = Math.max(1, s.startPoints() / s.spreadSlots());
    double whole = running(absoluteErrors, s.spreadSlots() * 30 * perSlot);
    if (!(whole > 0)) {
      return 1;
    }
    List<double[]> own = absoluteErrors.stream().filter(e -> e[0] == slot).toList();
    int count = Math.min(own.size(), 30 * perSlot);
    double pulled = (5 * whole + count * running(own, 30 * perSlot)) / (5 + count);
    return Math.min(8, Math.max(1.0 / 8, pulled / whole));
  }

  private static double running(List<double[]> errors, int memory) {
    double mean = 0;
    for (int i = 0; i < errors.size(); i++) {
      mean += (errors.get(i)[1] - mean) / Math.min(i + 1, memory);
    }
    return mean;
  }

  private double quantile(double at) {
    return errors.stream().sorted().toList().get((int) (at * (errors.size() - 1) + 0.5));
  }

  private int slot() {
    long seconds = (firstIndex + remembered.size()) * s.resolution().toSeconds();
    return (int) (seconds % 86_400 * s.spreadSlots() / 86_400);
  }

  private double index(double value) {
    double at = java.util.Objects.requireNonNull(level);
    return (float) (proportional() ? value / (at + 1) : value - at);
  }

  private boolean proportional() {
    return kind == SeriesKind.COUNT || kind == SeriesKind.DISTINCT;
  }
}
