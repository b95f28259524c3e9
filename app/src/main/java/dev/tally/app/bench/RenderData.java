package dev.tally.app.bench;

import dev.tally.storage.ClickHouse;
import java.time.Instant;
import java.util.Map;

/**
 * Series that are the same in Tally and in whisper files: {@code bench.few.n<i>} and {@code
 * bench.many.n<i>} with a point a minute of the last 24 hours, {@code find.h<i>.m<j>} without any.
 *
 * @param start of the first minute, seconds since the epoch
 * @param few how many series of the one kind
 * @param many of the other
 * @param hosts how many {@code h<i>}
 */
record RenderData(long start, int few, int many, int hosts) {
  static final int STEP_S = 60;
  static final int MINUTES = 24 * 60;

  /** Of each host. */
  static final int METRICS = 1_000;

  private static final int SERIES_PER_INSERT = 1_000;
  private static final long HOUR_S = 3_600;

  static RenderData before(Instant now, int few, int many, int hosts) {
    long minute = Math.floorDiv(now.getEpochSecond(), STEP_S) * STEP_S;
    return new RenderData(minute - (long) MINUTES * STEP_S, few, many, hosts);
  }

  /** Ends are between two points: Graphite and we have the same ones then. */
  String day() {
    return "from=%d&until=%d".formatted(start - 1, end() - 1);
  }

  String lastHour() {
    return "from=%d&until=%d".formatted(end() - HOUR_S - 1, end() - 1);
  }

  private long end() {
    return start + (long) MINUTES * STEP_S;
  }

  /** The value of a series at a minute. */
  static int value(int series, int minute) {
    return (7 * series + minute) % 100;
  }

  long points() {
    return (long) (few + many) * MINUTES;
  }

  void insert(ClickHouse clickHouse) {
    insert(clickHouse, "few", few);
    insert(clickHouse, "many", many);
    for (int first = 0; first < hosts; first += SERIES_PER_INSERT) {
      clickHouse.execute(
          """
          INSERT INTO series_index (path, resolution, time_min, time_max)
          SELECT concat('find.h', toString({first:UInt32} + intDiv(number, {metrics:UInt32})),
              '.m', toString(number % {metrics:UInt32})),
            60, toDateTime({start:UInt32}), toDateTime({start:UInt32})
          FROM numbers({count:UInt64})""",
          Map.of(
              "first",
              first,
              "metrics",
              METRICS,
              "start",
              start,
              "count",
              (long) Math.min(SERIES_PER_INSERT, hosts - first) * METRICS),
          Map.of());
    }
  }

  /** As a run does: the minute that goes on gets another value in all of {@code bench.few}. */
  void goOn(ClickHouse clickHouse, Instant now) {
    Map<String, Object> parameters =
        Map.of("few", few, "now", now.getEpochSecond(), "version", Math.max(2, now.toEpochMilli()));
    clickHouse.execute(
        """
        INSERT INTO series (path, time, value, version)
        SELECT concat('bench.few.n', toString(number)),
          toStartOfMinute(toDateTime({now:UInt32})), {version:UInt64} % 100, {version:UInt64}
        FROM numbers({few:UInt64})""",
        parameters, Map.of());
    clickHouse.execute(
        """
        INSERT INTO series_index (path, resolution, time_min, time_max)
        SELECT concat('bench.few.n', toString(number)), 60,
          toStartOfMinute(toDateTime({now:UInt32})), toStartOfMinute(toDateTime({now:UInt32}))
        FROM numbers({few:UInt64})""",
        parameters,
        Map.of());
  }

  private void insert(ClickHouse clickHouse, String kind, int count) {
    String path = "concat('bench.%s.n', toString(s))".formatted(kind);
    for (int first = 0; first < count; first += SERIES_PER_INSERT) {
      Map<String, Object> parameters =
          Map.of(
              "first",
              first,
              "last",
              Math.min(count, first + SERIES_PER_INSERT),
              "minutes",
              MINUTES,
              "start",
              start);
      clickHouse.execute(
          """
          INSERT INTO series (path, time, value, version)
          SELECT %s, {start:UInt32} + m * 60, (7 * s + m) %% 100, 1
          FROM (SELECT number AS s FROM numbers({last:UInt64}) WHERE number >= {first:UInt64}) AS names
          CROSS JOIN (SELECT number AS m FROM numbers({minutes:UInt64})) AS times"""
              .formatted(path),
          parameters,
          Map.of());
      clickHouse.execute(
          """
          INSERT INTO series_index (path, resolution, time_min, time_max)
          SELECT %s, 60, toDateTime({start:UInt32}), toDateTime({start:UInt32} + ({minutes:UInt32} - 1) * 60)
          FROM (SELECT number AS s FROM numbers({last:UInt64}) WHERE number >= {first:UInt64})"""
              .formatted(path),
          parameters,
          Map.of());
    }
  }
}
