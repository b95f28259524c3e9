package dev.tally.aggregator.statement;

import dev.tally.aggregator.statement.CandleStates.Stretch;
import dev.tally.storage.ClickHouse;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Candles merged from states. */
public final class SelectCandles {
  /**
   * Of one series.
   *
   * @param values one per attribute of the dimension set
   * @param start of its interval, in seconds since the epoch
   * @param count how many values it is made of
   */
  public record Candle(
      List<String> values,
      long start,
      double open,
      double high,
      double low,
      double close,
      long count,
      double volume) {
    public Candle {
      values = List.copyOf(values);
    }

    /** Nothing happened: everything is as it was. */
    public static Candle flat(List<String> values, long start, double price) {
      return new Candle(values, start, price, price, price, price, 0, 0);
    }
  }

  private final ClickHouse clickHouse;

  public SelectCandles(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /**
   * By values and time; without those intervals in which nothing happened.
   *
   * @param stretch begins with an interval
   * @param interval a multiple of its resolution
   * @param limit how many at most
   */
  public List<Candle> run(CandleStates states, Stretch stretch, Duration interval, int limit) {
    return clickHouse.query(
        """
        SELECT dimension_values,
          intDiv(toInt64(toUnixTimestamp(bucket)) - %1$d, %2$d) * %2$d + %1$d AS start,
          argMinMerge(first) AS open_value, max(max) AS high_value, min(min) AS low_value,
          argMaxMerge(last) AS close_value, sum(count) AS events, sum(sum) AS volume
        FROM %3$s
        WHERE %4$s
        GROUP BY dimension_values, start
        ORDER BY dimension_values, start
        LIMIT %5$d"""
            .formatted(
                stretch.from(),
                interval.toSeconds(),
                CandleStates.TABLE,
                states.condition(stretch),
                limit),
        Map.of(),
        row ->
            new Candle(
                row.strings("dimension_values"),
                row.int64("start"),
                row.float64("open_value"),
                row.float64("high_value"),
                row.float64("low_value"),
                row.float64("close_value"),
                row.int64("events"),
                row.float64("volume")));
  }
}
