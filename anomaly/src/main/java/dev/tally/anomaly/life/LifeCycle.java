package dev.tally.anomaly.life;

import static java.util.Objects.requireNonNull;

import dev.tally.anomaly.detect.Verdict;
import java.time.Instant;
import java.util.Optional;

/**
 * What a judged point does to the alert of its series. Pure: no clock, no store.
 *
 * <pre>{@code
 *           out                out × n               in × n
 * (nothing) ───► PENDING ─────────────────► FIRING ─────────────► RESOLVED, told
 *                   │      (told: fired)      │
 *                   └─ in ──► RESOLVED        └─ unknown × m ──► RESOLVED as LOST, told
 *                   └─ unknown × m ──► RESOLVED, nobody is told
 * }</pre>
 *
 * With n = {@code forPoints} (with 1, the first point out fires at once) and m = {@code
 * unknownPointsMax}. A point without a verdict neither speaks for nor against. A point that the
 * alert has taken in already changes nothing.
 */
public final class LifeCycle {
  /** What a point changed. */
  public enum Change {
    NOTHING,
    /** Begun, ended before it fired, or counted. */
    QUIET,
    FIRED,
    /** Ended after it fired. */
    RESOLVED
  }

  /**
   * @param alert of the series after the point; empty while there is none
   */
  public record Step(Optional<Alert> alert, Change change) {
    private static final Step NONE = new Step(Optional.empty(), Change.NOTHING);

    public Step {
      requireNonNull(alert);
      requireNonNull(change);
    }

    private static Step of(Alert alert, Change change) {
      return new Step(Optional.of(alert), change);
    }
  }

  private final int forPoints;
  private final int unknownPointsMax;

  public LifeCycle(int forPoints, int unknownPointsMax) {
    if (forPoints < 1 || unknownPointsMax < 1) {
      throw new IllegalArgumentException("forPoints " + forPoints + ", " + unknownPointsMax);
    }
    this.forPoints = forPoints;
    this.unknownPointsMax = unknownPointsMax;
  }

  /**
   * @param alert the open one of the series, if any
   * @param subject of the alert that may begin
   * @param time start of the point's bucket
   */
  public Step next(Optional<Alert> alert, Subject subject, Instant time, Verdict verdict) {
    if (alert.isEmpty()) {
      return verdict.isOut() ? begin(subject, Reading.of(time, verdict)) : Step.NONE;
    }
    Alert open = alert.get();
    if (!open.isOpen() || !time.isAfter(open.judgedUntil())) {
      return Step.of(open, Change.NOTHING);
    }
    return switch (verdict.outcome()) {
      case ABOVE, BELOW -> out(open.takeOut(Reading.of(time, verdict)), time);
      case IN -> in(open.takeIn(time), time);
      case UNKNOWN -> unknown(open, time, 1);
    };
  }

  private Step begin(Subject subject, Reading reading) {
    Alert pending = Alert.pending(subject, reading);
    return forPoints == 1
        ? Step.of(pending.fire(reading.time()), Change.FIRED)
        : Step.of(pending, Change.QUIET);
  }

  private Step out(Alert alert, Instant time) {
    return switch (alert.state()) {
      case PENDING ->
          alert.outPoints() >= forPoints
              ? Step.of(alert.fire(time), Change.FIRED)
              : Step.of(alert, Change.QUIET);
      case FIRING, RESOLVED -> Step.of(alert, Change.QUIET);
    };
  }

  private Step in(Alert alert, Instant time) {
    return switch (alert.state()) {
      case PENDING -> Step.of(alert.resolve(time, Ending.RECOVERED), Change.QUIET);
      case FIRING ->
          alert.backPoints() >= forPoints
              ? Step.of(alert.resolve(time, Ending.RECOVERED), Change.RESOLVED)
              : Step.of(alert, Change.QUIET);
      case RESOLVED -> Step.of(alert, Change.QUIET);
    };
  }

  /**
   * So many points could not be judged, the last of them at {@code time}.
   *
   * @param open not resolved
   */
  public Step unknown(Alert open, Instant time, int points) {
    Alert alert = open.takeUnknown(time, points);
    return alert.unknownPoints() >= unknownPointsMax
        ? end(alert, time, Ending.LOST)
        : Step.of(alert, Change.QUIET);
  }

  /** The point that an open alert took in last, judged again while its bucket fills. */
  public static Alert refresh(Alert open, Instant time, Verdict verdict) {
    return open.refresh(Reading.of(time, verdict));
  }

  /** Ends an open alert for a reason outside its series. */
  public static Step end(Alert open, Instant time, Ending why) {
    return Step.of(open.resolve(time, why), open.hasFired() ? Change.RESOLVED : Change.QUIET);
  }
}
