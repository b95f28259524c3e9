package dev.tally.aggregator.statement;

import dev.tally.aggregator.plan.StateKind;
import dev.tally.storage.ClickHouse;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** The id of the latest run that left states of a resolution; 0 when there are none. */
public final class SelectLatestRun {
  private final ClickHouse clickHouse;

  public SelectLatestRun(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  public long run(Duration resolution) {
    String all =
        Arrays.stream(StateKind.values())
            .map(StateKind::table)
            .distinct()
            .map(table -> "SELECT run FROM " + table + " WHERE resolution = {resolution:UInt32}")
            .collect(Collectors.joining(" UNION ALL "));
    return clickHouse
        .query(
            "SELECT max(run) AS latest FROM (" + all + ")",
            Map.of("resolution", resolution.toSeconds()),
            row -> row.int64("latest"))
        .getFirst();
  }
}
