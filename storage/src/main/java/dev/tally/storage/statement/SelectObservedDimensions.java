package dev.tally.storage.statement;

import static java.util.Objects.requireNonNull;

import dev.tally.edl.model.ClassUse;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Row;
import dev.tally.storage.sketch.DistinctSketch;
import java.time.LocalDate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many values dimensions had on days of receipt, as the collectors saw them and of all
 * collectors together. Sketches are read only where several collectors saw the same dimension.
 */
public final class SelectObservedDimensions {
  /** Values of a dimension that are listed. */
  public static final int LATEST_MAX = 5;

  private static final String SQL =
      """
      SELECT day, event, dimension, count() AS collectors, max(values) AS most_values, any(is_exact) AS only_exact,
          if(count() = 1, [], groupArray(base64Encode(sketch))) AS sketches,
          arraySlice(arrayDistinct(arrayFlatten(groupArray(latest))), 1, {latest:UInt32}) AS latest_values,
          argMax(revision, revision_values) AS most_by
      FROM observed_dimensions FINAL
      WHERE day BETWEEN {from:Date} AND {until:Date} AND ({event:String} = '' OR event = {event:String})
      GROUP BY day, event, dimension
      ORDER BY day, event, dimension
      """;

  private static final Logger log = LoggerFactory.getLogger(SelectObservedDimensions.class);

  private final ClickHouse clickHouse;
  private final AtomicBoolean isDamageSaid = new AtomicBoolean();

  public SelectObservedDimensions(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /**
   * By day, event type and dimension.
   *
   * @param until inclusive
   * @param eventType empty for all
   */
  public List<Observed> run(LocalDate from, LocalDate until, String eventType) {
    return clickHouse.query(
        SQL,
        Map.of("from", from, "until", until, "event", eventType, "latest", LATEST_MAX),
        this::read);
  }

  private Observed read(Row row) {
    boolean isExact = row.int64("only_exact") != 0;
    long values = row.int64("most_values");
    List<String> sketches = row.strings("sketches");
    if (!sketches.isEmpty()) {
      List<DistinctSketch> readable = readable(sketches);
      DistinctSketch merged = new DistinctSketch();
      readable.forEach(merged::addAll);
      boolean isWhole = readable.size() == sketches.size();
      isExact = isWhole && merged.isExact();
      values = Math.max(values, merged.count());
      if (!isWhole) {
        sayDamage(row);
      }
    }
    return new Observed(
        LocalDate.parse(row.string("day")),
        row.string("event"),
        row.string("dimension"),
        values,
        isExact,
        (int) row.int64("collectors"),
        row.strings("latest_values"),
        (int) row.int64("most_by"));
  }

  /**
   * What a collector wrote and cannot be read is left out: its number of values is known beside.
   */
  private static List<DistinctSketch> readable(List<String> sketches) {
    return sketches.stream()
        .flatMap(text -> DistinctSketch.parse(Base64.getDecoder().decode(text)).stream())
        .toList();
  }

  private void sayDamage(Row row) {
    if (!isDamageSaid.getAndSet(true)) {
      log.warn(
          "observed_dimensions: a sketch of {} of {} on {} is damaged and is left out, as any that follows; {} may have more values than are shown",
          row.string("dimension"),
          row.string("event"),
          row.string("day"),
          row.string("dimension"));
    }
  }

  /**
   * @param day of receipt, UTC
   * @param values distinct ones, without the empty one and {@code __other__}; of an enum without a
   *     number of values of its own, only those that it does not declare
   * @param isExact otherwise it is within {@link DistinctSketch#ERROR_PERCENT}
   * @param collectors that saw any
   * @param latest some that were new last; none where they point to a person
   * @param revision id of the one whose events brought most of the new values
   */
  public record Observed(
      LocalDate day,
      String eventType,
      String dimension,
      long values,
      boolean isExact,
      int collectors,
      List<String> latest,
      int revision) {
    public Observed {
      requireNonNull(day);
      requireNonNull(eventType);
      requireNonNull(dimension);
      latest = List.copyOf(latest);
    }

    /**
     * @param valuesMax of the class
     */
    public ClassUse use(int valuesMax) {
      return ClassUse.of(values, DistinctSketch.least(values, isExact), valuesMax);
    }
  }
}
