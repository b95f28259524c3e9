package dev.tally.anomaly.detect;

import dev.tally.edl.model.AlertRule.Detection;
import dev.tally.edl.model.AlertRule.Direction;

/**
 * Judges the points of one series, fed in order, one per bucket; live and replayed history alike.
 * Not thread-safe.
 */
public sealed interface Judge {
  /**
   * The verdict on the next point, from those before it; then learns it.
   *
   * @param value NaN or infinite when there is none
   */
  Verdict judge(double value);

  /** Bucket of the next point, see {@link Seasonality#index}. */
  long index();

  /**
   * @param firstIndex bucket of the first point
   */
  static Judge of(Detection detection, SeriesKind kind, Seasonality seasonality, long firstIndex) {
    return switch (detection) {
      case Detection.Band(var direction, var width) ->
          new BandJudge(new BandModel(kind, seasonality, firstIndex), kind, direction, width);
      case Detection.Threshold(var above, var below) ->
          new ThresholdJudge(
              new Band(Double.NaN, below.orElse(Double.NaN), above.orElse(Double.NaN)), firstIndex);
    };
  }

  /** Out of what history predicts, in the direction that the rule asks for. */
  final class BandJudge implements Judge {
    private final BandModel model;
    private final SeriesKind kind;
    private final Direction direction;
    private final double width;

    private BandJudge(BandModel model, SeriesKind kind, Direction direction, double width) {
      this.model = model;
      this.kind = kind;
      this.direction = direction;
      this.width = width;
    }

    @Override
    public Verdict judge(double value) {
      double finite = Double.isFinite(value) ? value : Double.NaN;
      Prediction prediction = model.predict();
      Verdict verdict = Verdict.of(finite, prediction.band(kind, width));
      model.learn(finite, prediction);
      return verdict.isOut() && !matters(verdict.outcome())
          ? new Verdict(finite, verdict.band(), Verdict.Outcome.IN)
          : verdict;
    }

    private boolean matters(Verdict.Outcome side) {
      return switch (direction) {
        case BOTH -> true;
        case UP -> side == Verdict.Outcome.ABOVE;
        case DOWN -> side == Verdict.Outcome.BELOW;
      };
    }

    @Override
    public long index() {
      return model.index();
    }
  }

  /** Out of fixed bounds. */
  final class ThresholdJudge implements Judge {
    private final Band band;
    private long index;

    private ThresholdJudge(Band band, long firstIndex) {
      this.band = band;
      this.index = firstIndex;
    }

    @Override
    public Verdict judge(double value) {
      index++;
      return Verdict.of(Double.isFinite(value) ? value : Double.NaN, band);
    }

    @Override
    public long index() {
      return index;
    }
  }
}
