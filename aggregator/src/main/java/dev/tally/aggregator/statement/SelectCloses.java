package dev.tally.aggregator.statement;

import dev.tally.aggregator.statement.CandleStates.Stretch;
import dev.tally.storage.ClickHouse;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The last price of each series in some stretches of time. */
public final class SelectCloses {
  private record Close(List<String> values, double price) {}

  private final ClickHouse clickHouse;

  public SelectCloses(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /**
   * By the values of the dimension set; series without any are left out.
   *
   * @param stretches not empty
   */
  public Map<List<String>, Double> run(CandleStates states, List<Stretch> stretches) {
    String rows =
        stretches.stream()
            .map(
                stretch ->
                    "SELECT dimension_values, last FROM %s WHERE %s"
                        .formatted(CandleStates.TABLE, states.condition(stretch)))
            .collect(Collectors.joining("\nUNION ALL\n"));
    return clickHouse
        .query(
            """
            SELECT dimension_values, argMaxMerge(last) AS close_value
            FROM (
            %s
            )
            GROUP BY dimension_values"""
                .formatted(rows),
            Map.of(),
            row -> new Close(row.strings("dimension_values"), row.float64("close_value")))
        .stream()
        .collect(Collectors.toMap(Close::values, Close::price));
  }
}
