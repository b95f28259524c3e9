package dev.tally.aggregator.candle;

import dev.tally.aggregator.statement.SelectCandles.Candle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Intervals in which nothing happened. */
final class Gaps {
  private Gaps() {}

  /**
   * One series with a candle in every interval from the first price on: where there was none, the
   * close before stays.
   *
   * @param known by time
   * @param before the last close before {@code first}
   * @param first beginning of the first interval, seconds since the epoch
   * @param until behind the last
   */
  static List<Candle> fill(
      List<String> values,
      List<Candle> known,
      Optional<Double> before,
      long first,
      long until,
      long width) {
    List<Candle> filled = new ArrayList<>();
    Optional<Double> price = before;
    int next = 0;
    for (long start = first; start < until; start += width) {
      if (next < known.size() && known.get(next).start() == start) {
        filled.add(known.get(next));
        price = Optional.of(known.get(next).close());
        next++;
      } else if (price.isPresent()) {
        filled.add(Candle.flat(values, start, price.get()));
      }
    }
    filled.addAll(known.subList(next, known.size()));
    return filled;
  }
}
