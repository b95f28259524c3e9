package dev.tally.collector.encode;

import dev.tally.edl.model.AttributeType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Rules on timestamps and durations. "Now" is when the event was received, so that a replay sees
 * the same.
 */
final class TimeChecks {
  private static final int NANOS_PER_MS = 1_000_000;

  private TimeChecks() {}

  /**
   * An operand of a rule, as values are: seconds, and nanoseconds from 0 to 999,999,999.
   *
   * @param seconds since the epoch, or of a duration
   */
  record Time(long seconds, int nanos) {
    static Time of(AttributeType type, String operand) {
      if (type == AttributeType.DURATION) {
        Duration duration = Duration.parse(operand);
        return new Time(duration.getSeconds(), duration.getNano());
      }
      Instant time = Instant.parse(operand);
      return new Time(time.getEpochSecond(), time.getNano());
    }
  }

  record OneOf(List<Time> times, boolean isWanted) implements ValueCheck {
    static OneOf of(AttributeType type, List<String> operands, boolean isWanted) {
      return new OneOf(operands.stream().map(o -> Time.of(type, o)).toList(), isWanted);
    }

    @Override
    public boolean holds(long seconds, int nanos, byte[] payload, long receivedMs) {
      for (int i = 0; i < times.size(); i++) {
        Time time = times.get(i);
        if (time.seconds == seconds && time.nanos == nanos) {
          return isWanted;
        }
      }
      return !isWanted;
    }
  }

  /**
   * @param direction 1: not after now; -1: not before now
   */
  record Now(int direction) implements ValueCheck {
    @Override
    public boolean holds(long seconds, int nanos, byte[] payload, long receivedMs) {
      return direction * compare(seconds, nanos, receivedMs, 0, 0) <= 0;
    }
  }

  record Within(Duration distance) implements ValueCheck {
    @Override
    public boolean holds(long seconds, int nanos, byte[] payload, long receivedMs) {
      long away = distance.getSeconds();
      int more = distance.getNano();
      Duration back = distance.negated();
      return compare(seconds, nanos, receivedMs, away, more) <= 0
          && compare(seconds, nanos, receivedMs, back.getSeconds(), back.getNano()) >= 0;
    }
  }

  /** With receipt, so far moved; nanoseconds are 0 to 999,999,999. */
  private static int compare(long seconds, int nanos, long receivedMs, long moved, int movedNanos) {
    long nowNanos = Math.floorMod(receivedMs, 1_000) * (long) NANOS_PER_MS + movedNanos;
    long now = Math.floorDiv(receivedMs, 1_000) + moved + nowNanos / 1_000_000_000;
    int order = Long.compare(seconds, now);
    return order == 0 ? Long.compare(nanos, nowNanos % 1_000_000_000) : order;
  }
}
