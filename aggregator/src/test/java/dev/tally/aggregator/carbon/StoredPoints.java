package dev.tally.aggregator.carbon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tally.storage.ClickHouse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** All points, straight from the table. */
record StoredPoints(ClickHouse clickHouse) {
  static final Instant NOW = Instant.parse("2026-11-22T12:00:30Z");

  /** The beginning of the minute. */
  static final long MINUTE = NOW.getEpochSecond() - 30;

  static final Duration STORED_MAX = Duration.ofSeconds(20);

  /** By path and time. */
  Map<String, Double> all() {
    Map<String, Double> points = new TreeMap<>();
    clickHouse
        .query(
            """
            SELECT concat(path, ' ', toString(toUnixTimestamp(time))) AS point, argMax(value, version) AS last
            FROM series GROUP BY path, time""",
            Map.of(),
            row -> Map.entry(row.string("point"), row.float64("last")))
        .forEach(point -> points.put(point.getKey(), point.getValue()));
    return points;
  }

  void awaitAll(Map<String, Double> expected) {
    await().atMost(STORED_MAX).untilAsserted(() -> assertThat(all()).isEqualTo(expected));
  }
}
