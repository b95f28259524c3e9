package dev.tally.aggregator.statement;

import dev.tally.storage.ClickHouse;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The highest revision id that raw rows of some blocks name. */
public final class SelectLatestRevision {
  private final ClickHouse clickHouse;

  public SelectLatestRevision(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  public long run(List<BlockRange> ranges, Instant receivedMin, Instant receivedMax) {
    return clickHouse
        .query(
            "SELECT max(revision) AS latest FROM events WHERE "
                + RawCondition.of(ranges, receivedMin, receivedMax),
            Map.of(),
            row -> row.int64("latest"))
        .getFirst();
  }
}
