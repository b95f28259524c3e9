package dev.tally.aggregator.testing;

import dev.tally.storage.ClickHouse;
import java.util.Map;

/**
 * Orders as the collectors would have stored them, written in plain SQL; and the same orders in a
 * typed table {@code truth}, which the tests' own queries read.
 */
public final class RawOrders {
  /** 2024-02-27T00:00:00Z; the orders span three days and so a leap day. */
  public static final long START_S = 1_708_992_000;

  /** What a day's 24 hours leave of the space of times: every order has its own millisecond. */
  private static final int SPAN_MS = 3 * 86_400_000;

  private final ClickHouse clickHouse;

  public RawOrders(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  private void createTruth() {
    clickHouse.execute(
        """
        CREATE TABLE IF NOT EXISTS truth
        (
          event String, time DateTime64(3, 'UTC'), received DateTime64(3, 'UTC'), id UInt64,
          collector String, block UInt64,
          country Nullable(String), channel Nullable(String), express Nullable(String),
          user Nullable(String), cents Nullable(Int64), items Nullable(Int64),
          weight Nullable(Float64), stands_for Nullable(Int64), kept Nullable(Float64)
        )
        ENGINE = MergeTree ORDER BY id""");
  }

  /**
   * Orders number {@code first} to {@code first + count - 1}. One in twenty is 30 to 60 days late,
   * of each attribute one in ten is unset. Two collectors take them in turns, in blocks.
   *
   * @param country SQL of an order's country, over its {@code number}
   */
  public void write(String event, long first, long count, int blockEvents, String country) {
    writeTruth(event, first, count, blockEvents, country);
    writeEvents(event, first, count);
  }

  /** The same, but stored elsewhere. */
  public void writeTruth(String event, long first, long count, int blockEvents, String country) {
    createTruth();
    clickHouse.execute(
        """
        INSERT INTO truth
        WITH (k -> cityHash64(number, k)) AS random, (k -> random(k) %% 10 = 0) AS unset
        SELECT {event:String} AS event,
          fromUnixTimestamp64Milli(toInt64({start:Int64} * 1000 + (number * 1009) %% {span:Int64}
            - if(random(1) %% 20 = 0, (10 + random(2) %% 11) * {span:Int64}, 0)), 'UTC') AS time,
          toDateTime64('2024-03-01 22:00:00', 3, 'UTC') + toIntervalSecond(intDiv(number, 50)) AS received,
          number AS id,
          if(number %% 3 = 0, 'b', 'a') AS collector,
          intDiv(number, {block:UInt32}) + 1 AS block,
          if(unset(3), NULL, %s) AS country,
          if(unset(4), NULL, ['web', 'app', 'shop'][random(5) %% 3 + 1]) AS channel,
          if(unset(6), NULL, if(random(7) %% 4 = 0, 'true', 'false')) AS express,
          if(unset(8), NULL, concat('user', toString(random(9) %% 5000))) AS user,
          if(unset(10), NULL, toInt64(random(11) %% 100000) - 5000) AS cents,
          if(unset(12), NULL, toInt64(random(13) %% 12) - 1) AS items,
          if(unset(14), NULL, (random(15) %% 1000000) / 1024 - 100) AS weight,
          if(unset(16), NULL, toInt64(random(17) %% 12) - 1) AS stands_for,
          if(unset(18), NULL, [1, 0.5, 0.25, 0.1, 0, -1, 1.5, nan][random(19) %% 8 + 1]) AS kept
        FROM numbers({first:UInt64}, {count:UInt64})"""
            .formatted(country),
        Map.of(
            "event", event,
            "start", START_S,
            "span", SPAN_MS,
            "block", blockEvents,
            "first", first,
            "count", count),
        Map.of());
  }

  private void writeEvents(String event, long first, long count) {
    clickHouse.execute(
        """
        INSERT INTO events (* EXCEPT(created))
        WITH
          arrayFilter(x -> isNotNull(x.2), [('country', country), ('device.channel', channel), ('express', express)]) AS dims,
          arrayFilter(x -> isNotNull(x.2), [('user', user)]) AS strs,
          arrayFilter(x -> isNotNull(x.2), [('items', items), ('amount', cents), ('stands_for', stands_for)]) AS ints,
          arrayFilter(x -> isNotNull(x.2), [('weight', weight), ('kept', kept)]) AS nums
        SELECT event, time, received, 1, toUUID('00000000-0000-0000-0000-000000000001'),
          intDiv(id, 100) + 1, id % 100, 1, collector, block, toDate('2100-01-01'),
          arrayMap(x -> x.1, dims), arrayMap(x -> assumeNotNull(x.2), dims),
          arrayMap(x -> x.1, strs), arrayMap(x -> assumeNotNull(x.2), strs),
          arrayMap(x -> x.1, ints), arrayMap(x -> assumeNotNull(x.2), ints),
          arrayMap(x -> x.1, nums), arrayMap(x -> assumeNotNull(x.2), nums)
        FROM truth
        WHERE event = {event:String} AND id >= {first:UInt64} AND id < {first:UInt64} + {count:UInt64}""",
        Map.of("event", event, "first", first, "count", count), Map.of());
  }

  /** Commits the blocks of one collector, of all events written so far. */
  public void commit(String collector, long firstBlock, long lastBlock) {
    clickHouse.execute(
        """
        INSERT INTO inserts (collector, block, event, rows, time_min, time_max, received_min, received_max)
        SELECT collector, block, event, count(), min(time), max(time), min(received), max(received)
        FROM events
        WHERE collector = {collector:String} AND block BETWEEN {first:UInt64} AND {last:UInt64}
        GROUP BY collector, block, event""",
        Map.of("collector", collector, "first", firstBlock, "last", lastBlock),
        Map.of());
  }

  /** Commits a block without a stored event. */
  public void commitEmpty(String collector, long block) {
    clickHouse.execute(
        """
        INSERT INTO inserts (collector, block, event, rows)
        VALUES ({collector:String}, {block:UInt64}, '', 0)""",
        Map.of("collector", collector, "block", block),
        Map.of());
  }
}
