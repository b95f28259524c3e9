package dev.tally.aggregator.statement;

import static java.util.Objects.requireNonNull;

import dev.tally.aggregator.plan.StateKind;
import dev.tally.storage.ClickHouse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Some buckets that have states which were made here, by chance. */
public final class SelectStateSample {
  /**
   * @param start seconds since the epoch
   */
  public record Bucket(String eventType, Duration resolution, long start) {
    public Bucket {
      requireNonNull(eventType);
      requireNonNull(resolution);
    }
  }

  private final ClickHouse clickHouse;

  public SelectStateSample(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  public List<Bucket> run(int count) {
    String all =
        Arrays.stream(StateKind.values())
            .map(StateKind::table)
            .distinct()
            .map(table -> "SELECT event, resolution, bucket FROM " + table + " WHERE site = ''")
            .collect(Collectors.joining(" UNION ALL "));
    return clickHouse.query(
        """
        SELECT event AS event_type, resolution AS seconds, toUnixTimestamp(bucket) AS start
        FROM (SELECT DISTINCT event, resolution, bucket FROM (%s))
        ORDER BY rand() LIMIT %d"""
            .formatted(all, count),
        Map.of(),
        row ->
            new Bucket(
                row.string("event_type"),
                Duration.ofSeconds(row.int64("seconds")),
                row.int64("start")));
  }
}
