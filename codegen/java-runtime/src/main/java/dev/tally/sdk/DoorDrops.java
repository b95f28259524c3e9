package dev.tally.sdk;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Events that never got into the queue, by event type, minute and reason. Counted by the threads
 * that send, read by the sender's.
 */
final class DoorDrops {
  private final Runnable opened;
  private final Map<String, OfType> types = new ConcurrentHashMap<>();
  private final LongAdder uncounted = new LongAdder();

  /**
   * @param opened runs when an event type's first drop of a minute is about to be counted
   */
  DoorDrops(Runnable opened) {
    this.opened = opened;
  }

  /** Of one event type. */
  private static final class OfType {
    private final Map<Long, Counts> minutes = new ConcurrentHashMap<>();
    private volatile @Nullable Counts latest;
  }

  /** Of one event type and minute. */
  static final class Counts {
    private final String eventType;
    private final long minute;
    // Filled here and never changed, so any thread may read it.
    private final Map<DropReason, LongAdder> byReason = new EnumMap<>(DropReason.class);

    private Counts(String eventType, long minute) {
      this.eventType = eventType;
      this.minute = minute;
      for (DropReason reason : DropReason.values()) {
        byReason.put(reason, new LongAdder());
      }
    }

    String eventType() {
      return eventType;
    }

    long minute() {
      return minute;
    }

    long of(DropReason reason) {
      LongAdder count = byReason.get(reason);
      return count == null ? 0 : count.sum();
    }

    long total() {
      return byReason.values().stream().mapToLong(LongAdder::sum).sum();
    }

    private void add(DropReason reason) {
      LongAdder count = byReason.get(reason);
      if (count != null) {
        count.increment();
      }
    }
  }

  void add(DropReason reason, String eventType, long nowMs) {
    OfType type = types.get(eventType);
    if (type == null) {
      if (types.size() >= Ledger.TYPES_MAX) {
        uncounted.increment();
        return;
      }
      type = types.computeIfAbsent(eventType, name -> new OfType());
    }
    long minute = Ledger.minute(nowMs);
    Counts counts = type.latest;
    if (counts == null || counts.minute != minute) {
      counts = type.minutes.computeIfAbsent(minute, m -> new Counts(eventType, m));
      type.latest = counts;
      opened.run();
    }
    counts.add(reason);
  }

  boolean isEmpty() {
    for (OfType type : types.values()) {
      if (!type.minutes.isEmpty()) {
        return false;
      }
    }
    return true;
  }

  void forEach(Consumer<Counts> reader) {
    types.values().forEach(type -> type.minutes.values().forEach(reader));
  }

  /** They are reported, or will never be. */
  void forget(Counts counts) {
    OfType type = types.get(counts.eventType);
    if (type != null) {
      type.minutes.remove(counts.minute, counts);
      if (type.latest == counts) {
        type.latest = null;
      }
    }
  }

  /** Those of event types beyond the limit. */
  long uncounted() {
    return uncounted.sum();
  }
}
