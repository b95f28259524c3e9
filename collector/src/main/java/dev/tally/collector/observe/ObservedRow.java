package dev.tally.collector.observe;

import static java.util.Objects.requireNonNull;

import dev.tally.edl.model.ClassUse;
import dev.tally.storage.sketch.DistinctSketch;
import java.util.List;

/**
 * A row of {@code observed_dimensions}, without its collector.
 *
 * @param version the highest counts
 * @param sketch by {@code DistinctSketch.toBytes}; not copied, never changed
 * @param latest the latest first
 * @param revision that brought most of the new values; 0 for none
 * @param revisionValues so many
 */
@SuppressWarnings("ArrayRecordComponent") // 16 KiB; nobody compares rows
public record ObservedRow(
    DimensionKey key,
    long version,
    long values,
    boolean isExact,
    byte[] sketch,
    List<String> latest,
    int revision,
    long revisionValues) {
  public ObservedRow {
    requireNonNull(key);
    latest = List.copyOf(latest);
  }

  ClassUse use(int valuesMax) {
    return ClassUse.of(values, DistinctSketch.least(values, isExact), valuesMax);
  }
}
