package dev.tally.app.bench;

import dev.tally.storage.ClickHouse;
import java.util.List;
import java.util.Map;

/**
 * Page views in {@code events} as two collectors would have left them, made by the engine itself:
 * in blocks, committed or not.
 */
final class RollupEvents {
  static final String EVENT = "bench.PageView";

  /** What a collector with 100,000 events/s writes every half second. */
  static final int BLOCK_EVENTS = 50_000;

  private static final List<String> COLLECTORS = List.of("a", "b");
  private static final int STATEMENT_EVENTS = 1_000_000;

  private final ClickHouse clickHouse;

  RollupEvents(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /** Which row of which block an event is, in SQL over its {@code number}. */
  private record Place(String collector, String block) {
    /** The collectors take turns. */
    static final Place IN_TURNS =
        new Place(
            "['a', 'b'][intDiv(number, %1$d) %% 2 + 1]".formatted(BLOCK_EVENTS),
            "intDiv(number, %d) + 1".formatted(BLOCK_EVENTS * COLLECTORS.size()));

    static Place block(long block) {
      return new Place("'a'", Long.toString(block));
    }
  }

  /** Number 0 to {@code count - 1}, evenly over a span of time. */
  void write(long count, long startMs, long spanMs) {
    String time = "%d + intDiv(number * %d, %d)".formatted(startMs, spanMs, count);
    for (long first = 0; first < count; first += STATEMENT_EVENTS) {
      insert(
          first, Math.min(STATEMENT_EVENTS, count - first), time, time + " + 300", Place.IN_TURNS);
    }
  }

  /** One block, which is received at once. */
  void writeBlock(long block, long first, long count, long startMs, long spanMs, long receivedMs) {
    insert(
        first,
        count,
        "%d + intDiv((number - %d) * %d, %d)".formatted(startMs, first, spanMs, count),
        Long.toString(receivedMs),
        Place.block(block));
  }

  private void insert(long first, long count, String timeMs, String receivedMs, Place place) {
    clickHouse.execute(
        """
        INSERT INTO events (* EXCEPT(created))
        WITH (k -> cityHash64(number, k)) AS random, (k -> (random(k) %% 1000003) / 1000003) AS share
        SELECT '%s', fromUnixTimestamp64Milli(toInt64(%s), 'UTC'), fromUnixTimestamp64Milli(toInt64(%s), 'UTC'), 1,
          toUUID('00000000-0000-0000-0000-000000000001'), intDiv(number, 100) + 1, number %% 100, 1,
          %s, %s, toDate('2100-01-01'),
          ['country', 'device', 'signed_in', 'page'],
          [concat('c', toString(toUInt8(50 * share(1) * share(1)))), ['PHONE', 'TABLET', 'DESKTOP'][random(2) %% 3 + 1],
            if(random(3) %% 3 = 0, 'true', 'false'), concat('/p/', toString(toUInt8(200 * share(4) * share(4))))],
          ['referrer'], [concat('https://example.org/', toString(random(5) %% 1000))],
          ['user_id', 'load_ms'], [toInt64(random(6) %% 1000000), toInt64(20 + 5000 * pow(share(7), 3))],
          ['scroll_depth'], [share(8)]
        FROM numbers(%d, %d)"""
            .formatted(EVENT, timeMs, receivedMs, place.collector(), place.block(), first, count));
  }

  /**
   * Commits the first blocks of each collector, and no others.
   *
   * @return how many events they hold
   */
  long commit(long blocks) {
    clickHouse.execute("TRUNCATE TABLE inserts");
    commit(1, blocks);
    return clickHouse
        .query("SELECT sum(rows) AS events FROM inserts", Map.of(), row -> row.int64("events"))
        .getFirst();
  }

  /** Some more. */
  void commit(long firstBlock, long lastBlock) {
    clickHouse.execute(
        """
        INSERT INTO inserts (collector, block, event, rows, time_min, time_max, received_min, received_max)
        SELECT collector, block, event, count(), min(time), max(time), min(received), max(received)
        FROM events WHERE block BETWEEN {first:UInt64} AND {last:UInt64}
        GROUP BY collector, block, event""",
        Map.of("first", firstBlock, "last", lastBlock),
        Map.of());
  }

  /** Of each collector. */
  static long blocks(long events) {
    return Math.ceilDiv(events, (long) BLOCK_EVENTS * COLLECTORS.size());
  }
}
