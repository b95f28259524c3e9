package dev.tally.sdk;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts dropped events, and says so: one line per event type, reason and minute. */
final class DropLog {
  private static final Logger log = LoggerFactory.getLogger(DropLog.class);

  /** Time between two lines on the same subject. */
  static final Duration LOG_INTERVAL = Duration.ofMinutes(1);

  private final LongSupplier nanoTime;
  private final Map<DropReason, LongAdder> counts = new EnumMap<>(DropReason.class);
  private final Map<Subject, Line> lines = new ConcurrentHashMap<>();

  DropLog(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    for (DropReason reason : DropReason.values()) {
      counts.put(reason, new LongAdder());
    }
  }

  private record Subject(DropReason reason, String eventType) {}

  /**
   * @param dueAt when the next line may be written
   * @param unsaid drops since the last one
   */
  private record Line(AtomicLong dueAt, AtomicLong unsaid) {}

  long count(DropReason reason) {
    LongAdder count = counts.get(reason);
    return count == null ? 0 : count.sum();
  }

  /**
   * @param eventType or what else was dropped
   * @param detail which attribute, which limit; empty for none
   */
  void dropped(DropReason reason, String eventType, long events, String detail) {
    LongAdder count = counts.get(reason);
    if (count != null) {
      count.add(events);
    }
    long now = nanoTime.getAsLong();
    Line line =
        lines.computeIfAbsent(
            new Subject(reason, eventType),
            subject -> new Line(new AtomicLong(now), new AtomicLong()));
    line.unsaid.addAndGet(events);
    long dueAt = line.dueAt.get();
    if (now - dueAt >= 0 && line.dueAt.compareAndSet(dueAt, now + LOG_INTERVAL.toNanos())) {
      log.warn(
          "Dropped events of {}: {}: {}{}",
          eventType,
          line.unsaid.getAndSet(0),
          reason.text(),
          detail.isEmpty() ? "" : " (" + detail + ")");
    }
  }
}
