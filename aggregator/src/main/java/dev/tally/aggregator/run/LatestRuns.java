package dev.tally.aggregator.run;

import dev.tally.metadata.MetadataDatabase;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** How far series have come. */
public final class LatestRuns {
  private final MetadataDatabase metadata;

  /** Brings the aggregator's tables of the metadata database up to date. */
  public LatestRuns(MetadataDatabase metadata) {
    this.metadata = metadata;
    metadata.migrate("aggregator");
  }

  /** The last run of each resolution that is done: its points are all there. */
  public Map<Duration, Long> done() {
    return metadata.withHandle(
        handle -> {
          Map<Duration, Long> runs = new HashMap<>();
          handle
              .createQuery(
                  """
                  SELECT resolution_s, max(id) FROM rollup_run WHERE state = 'DONE'
                  GROUP BY resolution_s""")
              .map((row, context) -> Map.entry(row.getLong(1), row.getLong(2)))
              .forEach(run -> runs.put(Duration.ofSeconds(run.getKey()), run.getValue()));
          return runs;
        });
  }
}
