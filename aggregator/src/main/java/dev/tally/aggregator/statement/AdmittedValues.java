package dev.tally.aggregator.statement;

import static java.util.Objects.requireNonNull;

import dev.tally.aggregator.plan.CappedDimension;
import dev.tally.aggregator.plan.ScanPlan;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Sql;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The table {@code admitted_values}: which values of dimensions are kept apart. It only grows, and
 * what is there twice is there once.
 */
public final class AdmittedValues {
  /** A statement over raw rows may list every bucket of a run, as a scan does. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "max_query_size", Integer.toString(Scratch.SELECT_BYTES_MAX),
          "max_ast_elements", "10000000",
          "max_expanded_ast_elements", "10000000");

  /** Of an event type. */
  public record Dimension(String eventType, String attribute) {
    public Dimension {
      requireNonNull(eventType);
      requireNonNull(attribute);
    }
  }

  private final ClickHouse clickHouse;

  public AdmittedValues(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /** How many there are of each dimension; those without any are left out. */
  public Map<Dimension, Long> counts() {
    return countsWhere("1");
  }

  public Map<Dimension, Long> counts(String eventType) {
    return countsWhere("event = " + Sql.literal(eventType));
  }

  private Map<Dimension, Long> countsWhere(String condition) {
    Map<Dimension, Long> counts = new HashMap<>();
    clickHouse
        .query(
            "SELECT event, dimension, uniqExact(value) AS admitted FROM admitted_values WHERE %s GROUP BY event, dimension"
                .formatted(condition),
            Map.of(),
            row ->
                Map.entry(
                    new Dimension(row.string("event"), row.string("dimension")),
                    row.int64("admitted")))
        .forEach(count -> counts.put(count.getKey(), count.getValue()));
    return counts;
  }

  /**
   * How many values a scan found that are not admitted, by attribute; those without any are left
   * out.
   *
   * @param table of the scan
   * @param dimensions at least one
   */
  public Map<String, Long> countNew(
      String table, ScanPlan plan, Collection<CappedDimension> dimensions) {
    return counts(
        dimensions,
        dimension ->
            "SELECT uniqExact(%s) AS found FROM %s WHERE %s"
                .formatted(dimension.column(), table, isNew(plan, dimension)));
  }

  /**
   * How many raw rows of a scan have a value that counts with the others, by attribute.
   *
   * @param table of the scan, which counts its rows
   * @param dimensions at least one
   */
  public Map<String, Long> countOthers(String table, Collection<CappedDimension> dimensions) {
    return counts(
        dimensions,
        dimension ->
            "SELECT sum(%s) AS found FROM %s WHERE grouped_out = %d AND %s = %s"
                .formatted(
                    ScanPlan.ROWS,
                    table,
                    dimension.groupedOut(),
                    dimension.column(),
                    Sql.literal(CappedDimension.OTHER)));
  }

  private Map<String, Long> counts(
      Collection<CappedDimension> dimensions, Function<CappedDimension, String> count) {
    Map<String, Long> counts = new HashMap<>();
    clickHouse
        .query(
            dimensions.stream()
                .map(
                    dimension ->
                        "SELECT %s AS attribute, found FROM (%s) WHERE found > 0"
                            .formatted(Sql.literal(dimension.attribute()), count.apply(dimension)))
                .collect(Collectors.joining("\nUNION ALL\n")),
            Map.of(),
            SETTINGS,
            row -> Map.entry(row.string("attribute"), row.int64("found")))
        .forEach(found -> counts.put(found.getKey(), found.getValue()));
    return counts;
  }

  /** Admits all values that a scan found. */
  public void admitAll(String table, ScanPlan plan, CappedDimension dimension) {
    admit(
        plan,
        dimension,
        "SELECT DISTINCT CAST(%s, 'String') AS found FROM %s WHERE %s"
            .formatted(dimension.column(), table, isNew(plan, dimension)));
  }

  /**
   * Admits those that most raw rows have; of equally frequent ones the first by their bytes.
   *
   * @param rows with the inner columns of the plan
   * @param count how many
   */
  public void admitMostFrequent(String rows, ScanPlan plan, CappedDimension dimension, long count) {
    admit(
        plan,
        dimension,
        """
        SELECT CAST(%1$s, 'String') AS found FROM (
          %2$s
        )
        WHERE %3$s
        GROUP BY found ORDER BY count() DESC, found LIMIT %4$d"""
            .formatted(
                dimension.column(),
                rows,
                dimension.isNew(plan.eventType(), dimension.column()),
                count));
  }

  private void admit(ScanPlan plan, CappedDimension dimension, String values) {
    clickHouse.execute(
        "INSERT INTO admitted_values (event, dimension, value)\nSELECT %s, %s, found FROM (\n%s\n)"
            .formatted(Sql.literal(plan.eventType()), Sql.literal(dimension.attribute()), values),
        Map.of(),
        SETTINGS);
  }

  private static String isNew(ScanPlan plan, CappedDimension dimension) {
    return "grouped_out = %d AND %s"
        .formatted(dimension.groupedOut(), dimension.isNew(plan.eventType(), dimension.column()));
  }
}
