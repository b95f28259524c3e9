package dev.tally.collector.observe;

import dev.tally.edl.model.ClassUse;
import dev.tally.storage.sketch.DistinctSketch;
import dev.tally.storage.statement.SelectObservedDimensions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The values that one dimension had on one day, as this collector saw them: how many, which came
 * last, and by which revisions. Thread-safe.
 */
final class DimensionDay {
  /** Bytes of a value that is kept; the rest is cut off. */
  static final int VALUE_BYTES_MAX = 200;

  /** Revisions that are told apart. */
  static final int REVISIONS_MAX = 16;

  private final DimensionKey key;
  private final DistinctSketch sketch = new DistinctSketch();
  private final Deque<String> latest = new ArrayDeque<>();
  private final Map<Integer, Long> newByRevision = new HashMap<>();

  /** Whether what was written before a restart is in it; until then it is not written. */
  private boolean isRestored;

  private boolean changed = true;

  /** Null when they are to be counted again. */
  private @Nullable Values values;

  private long version;
  private int idleTurns;
  private ClassUse announced = ClassUse.WITHIN;

  DimensionDay(DimensionKey key) {
    this.key = key;
  }

  DimensionKey key() {
    return key;
  }

  /**
   * Adds a value.
   *
   * @param shows whether the value itself may be kept
   */
  synchronized void add(
      long hash, byte[] source, int offset, int length, int revision, boolean shows) {
    if (!sketch.add(hash)) {
      return;
    }
    changed = true;
    values = null;
    if (newByRevision.size() < REVISIONS_MAX || newByRevision.containsKey(revision)) {
      newByRevision.merge(revision, 1L, Long::sum);
    }
    if (shows) {
      remember(text(source, offset, length));
    }
  }

  private void remember(String value) {
    latest.remove(value);
    latest.addFirst(value);
    if (latest.size() > SelectObservedDimensions.LATEST_MAX) {
      latest.removeLast();
    }
  }

  private static String text(byte[] source, int offset, int length) {
    int end = Math.min(length, VALUE_BYTES_MAX);
    // Not in the middle of a character: a byte that goes on begins with 10.
    while (end < length && (source[offset + end] & 0xC0) == 0x80) {
      end--;
    }
    return new String(source, offset, end, StandardCharsets.UTF_8);
  }

  /** An encoder uses it. */
  synchronized DimensionDay touch() {
    idleTurns = 0;
    return this;
  }

  /** Returns how often this was called since the last {@link #touch}. */
  synchronized int countIdleTurn() {
    return ++idleTurns;
  }

  synchronized boolean isRestored() {
    return isRestored;
  }

  /**
   * Takes in what this collector wrote before it was started again; returns whether it could be
   * read. It is written again in any case.
   */
  synchronized boolean restore(Optional<ObservedRow> written) {
    isRestored = true;
    values = null;
    Optional<DistinctSketch> before = written.flatMap(row -> DistinctSketch.parse(row.sketch()));
    before.ifPresent(sketch::addAll);
    written.ifPresent(
        row -> {
          version = row.version();
          for (String value : row.latest().reversed()) {
            if (!latest.contains(value) && latest.size() < SelectObservedDimensions.LATEST_MAX) {
              latest.addLast(value);
            }
          }
          newByRevision.merge(row.revision(), row.revisionValues(), Long::sum);
        });
    return written.isEmpty() || before.isPresent();
  }

  /** What it was when it is restored needs no second warning. */
  synchronized void skipWarning(ClassUse use) {
    announced = use;
  }

  /** Whether it takes more of its class than was said so far today; it is said by this. */
  synchronized boolean isWorseThanAnnounced(ClassUse use) {
    if (use.compareTo(announced) <= 0) {
      return false;
    }
    announced = use;
    return true;
  }

  /** What is to be written; empty when all is. */
  synchronized Optional<ObservedRow> unwritten(long nowMs) {
    if (!changed || !isRestored || sketch.count() == 0) {
      return Optional.empty();
    }
    changed = false;
    version = Math.max(version + 1, nowMs);
    Map.Entry<Integer, Long> most =
        newByRevision.entrySet().stream()
            .max(
                Map.Entry.<Integer, Long>comparingByValue()
                    .thenComparing(Map.Entry.comparingByKey()))
            .orElse(Map.entry(0, 0L));
    return Optional.of(
        new ObservedRow(
            key,
            version,
            sketch.count(),
            sketch.isExact(),
            sketch.toBytes(),
            List.copyOf(latest),
            most.getKey(),
            most.getValue()));
  }

  /** It could not be written. */
  synchronized void writeAgain() {
    changed = true;
  }

  synchronized boolean isWritten() {
    return !changed || sketch.count() == 0;
  }

  synchronized Values values() {
    Values known = values;
    if (known == null) {
      known = new Values(sketch.count(), sketch.least(), List.copyOf(latest));
      values = known;
    }
    return known;
  }

  /**
   * @param least see {@link DistinctSketch#least}
   */
  record Values(long count, long least, List<String> latest) {
    ClassUse use(int valuesMax) {
      return ClassUse.of(count, least, valuesMax);
    }
  }
}
