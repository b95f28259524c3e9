package dev.tally.aggregator.statement;

import dev.tally.aggregator.plan.CappedDimension;
import dev.tally.aggregator.plan.ScanPlan;
import dev.tally.storage.ClickHouse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** How many values of dimensions are not admitted, of one day's raw rows and in one pass. */
public final class CountOtherValues {
  /**
   * @param values by uniqCombined: exact for a few and within 1 % for many
   * @param events that have them
   */
  public record Others(long values, long events) {
    public static final Others NONE = new Others(0, 0);
  }

  private final ClickHouse clickHouse;

  public CountOtherValues(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /**
   * One for each dimension, in the order given.
   *
   * @param dimensions of the plan, at least one
   */
  public List<Others> run(ScanPlan plan, DayRows rows, List<CappedDimension> dimensions) {
    List<String> counts = new ArrayList<>();
    for (int i = 0; i < dimensions.size(); i++) {
      String column = dimensions.get(i).column();
      String isNew = dimensions.get(i).isNew(plan.eventType(), column);
      counts.add("toUInt64(uniqCombinedIf(%s, %s)) AS values%d".formatted(column, isNew, i));
      counts.add("countIf(%s) AS events%d".formatted(isNew, i));
    }
    return clickHouse
        .query(
            "SELECT %s FROM (%s)".formatted(String.join(", ", counts), plan.rows(rows.condition())),
            Map.of(),
            Statements.LARGE,
            row ->
                IntStream.range(0, dimensions.size())
                    .mapToObj(i -> new Others(row.int64("values" + i), row.int64("events" + i)))
                    .toList())
        .getFirst();
  }
}
