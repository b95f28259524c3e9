package dev.tally.aggregator.statement;

import dev.tally.storage.ClickHouse;
import java.util.Map;
import java.util.stream.Collectors;

/** The last committed block of each collector. */
public final class SelectLatestBlocks {
  private record Block(String collector, long number) {}

  private final ClickHouse clickHouse;

  public SelectLatestBlocks(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  public Map<String, Long> run() {
    return clickHouse
        .query(
            "SELECT collector, max(block) AS latest FROM inserts GROUP BY collector",
            Map.of(),
            row -> new Block(row.string("collector"), row.int64("latest")))
        .stream()
        .collect(Collectors.toMap(Block::collector, Block::number));
  }
}
