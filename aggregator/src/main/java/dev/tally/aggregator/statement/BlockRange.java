package dev.tally.aggregator.statement;

import static java.util.Objects.requireNonNull;

import dev.tally.storage.Sql;
import java.util.List;
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

  private String condition() {
    return "(collector = %s AND block BETWEEN %d AND %d)"
        .formatted(Sql.literal(collector), first, last);
  }
}
