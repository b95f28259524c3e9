package dev.tally.collector.observe;

import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.Catalog;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How many values each dimension has on each day of receipt, UTC, as this collector sees them. The
 * values are those that the aggregator would admit: not the empty one, not {@code __other__}, and
 * of an enum without a number of values of its own only such as it does not declare.
 *
 * <p>A block is encoded with a {@link DimensionWatch} per dimension and revision; what they see
 * comes together here. A value that comes again changes nothing, so batches that are sent again, or
 * replayed from the journal, need no care.
 *
 * <p>Thread-safe.
 */
public final class DimensionObserver {
  /** Dimensions times days that are kept: 64 MiB at most. Those beyond are not observed. */
  public static final int DIMENSION_DAYS_MAX = 4_000;

  /** Observes nothing. */
  public static final DimensionObserver NONE = new DimensionObserver(Catalog.of(List.of()), 0);

  private final Catalog catalog;
  private final int daysMax;
  private final Map<DimensionKey, DimensionDay> days = new ConcurrentHashMap<>();
  private final AtomicLong unobserved = new AtomicLong();

  /**
   * @param catalog that knows which values may be named
   */
  public DimensionObserver(Catalog catalog) {
    this(catalog, DIMENSION_DAYS_MAX);
  }

  DimensionObserver(Catalog catalog, int daysMax) {
    this.catalog = catalog;
    this.daysMax = daysMax;
  }

  /** For an attribute of a revision; null where there is nothing to observe. */
  public @Nullable DimensionWatch watch(Revision revision, Attribute attribute) {
    return daysMax > 0 && attribute.isObserved()
        ? new DimensionWatch(
            this,
            revision.eventType().name(),
            attribute.name(),
            revision.id(),
            !catalog.isPersonal(revision.eventType().name(), attribute.name()),
            attribute.enumType().isEmpty() || attribute.maxValues() > 0)
        : null;
  }

  /** Null when there are too many. */
  @Nullable DimensionDay day(DimensionKey key) {
    DimensionDay known = days.computeIfPresent(key, (same, day) -> day.touch());
    return known != null || days.size() >= daysMax
        ? known
        : days.compute(key, (same, day) -> (day == null ? new DimensionDay(key) : day).touch());
  }

  void countUnobserved() {
    unobserved.incrementAndGet();
  }

  /**
   * How often an encoder that had a value of a dimension was not given a day, for there were too
   * many.
   */
  long unobserved() {
    return unobserved.get();
  }

  Collection<DimensionDay> days() {
    return List.copyOf(days.values());
  }

  /**
   * Forgets a day that nobody uses: an encoder is given it or a new one, and never one that goes.
   */
  void forgetIf(DimensionKey key, Predicate<DimensionDay> isIdle) {
    days.computeIfPresent(key, (same, day) -> isIdle.test(day) ? null : day);
  }
}
