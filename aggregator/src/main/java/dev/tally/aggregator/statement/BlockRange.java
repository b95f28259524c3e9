package dev.tally.aggregator.statement;

import static java.util.Objects.requireNonNull;

import dev.tally.storage.Sql;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The blocks {@code first} to {@code last} of a collector, both included. */
public record BlockRange(String collector, long first, long last) {
  public BlockRange {
    requireNonNull(collector);
    if (first < 1 || last < first) {
      throw new IllegalArgumentException("blocks " + first + " to " + last);
    }
  }

  /** Over the columns {@code collector} and {@code block}. */
  public static String condition(List<BlockRange> ranges) {
    return ranges.stream().map(BlockRange::condition).collect(Collectors.joining(" OR ", "(", ")"));
  }

  /**
   * What earlier runs covered, over the same columns.
   *
   * @param before the last block of each collector
   */
  public static String covered(Map<String, Long> before) {
    return before.entrySet().stream()
        .filter(entry -> entry.getValue() > 0)
        .sorted(Map.Entry.comparingByKey())
        .map(
            e ->
                "(collector = %s AND block <= %d)".formatted(Sql.literal(e.getKey()), e.getValue()))
        .reduce((a, b) -> a + " OR " + b)
        .map(any -> "(" + any + ")")
        .orElse("0");
  }

  private String condition() {
    return "(collector = %s AND block BETWEEN %d AND %d)"
        .formatted(Sql.literal(collector), first, last);
  }
}
