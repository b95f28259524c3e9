package dev.tally.aggregator.run;

import dev.tally.metadata.MetadataDatabase;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** How far series have come. */
public final class SeriesVersions {
  private final MetadataDatabase metadata;

  /** Brings the aggregator's tables of the metadata database up to date. */
  public SeriesVersions(MetadataDatabase metadata) {
    this.metadata = metadata;
    metadata.migrate("aggregator");
  }

  /**
   * A number for each resolution that grows whenever a run of it, a rolling window that moves by
   * it, or a chunk of a backfill is through: its points are all there then.
   */
  public Map<Duration, Long> current() {
    return metadata.withHandle(
        handle -> {
          Map<Duration, Long> versions = new HashMap<>();
          addRuns(handle, versions);
          addWindows(handle, versions);
          addBackfills(handle, versions);
          return versions;
        });
  }

  private static void addRuns(Handle handle, Map<Duration, Long> versions) {
    handle
        .createQuery(
            """
            SELECT resolution_s, resolutions, max(id) AS id FROM rollup_run WHERE state = 'DONE'
            GROUP BY resolution_s, resolutions""")
        .map(
            (row, context) ->
                Map.entry(
                    RunLog.resolutions(row.getString("resolutions"), row.getLong("resolution_s")),
                    row.getLong("id")))
        .forEach(
            runs ->
                runs.getKey()
                    .forEach(resolution -> versions.merge(resolution, runs.getValue(), Math::max)));
  }

  /** Neither does any of these. */
  private static void addBackfills(Handle handle, Map<Duration, Long> versions) {
    handle
        .createQuery(
            """
            SELECT resolutions, sum(written) AS moved FROM rollup_backfill WHERE written > 0
            GROUP BY resolutions""")
        .map(
            (row, context) ->
                Map.entry(
                    RunLog.resolutions(row.getString("resolutions"), 0), row.getLong("moved")))
        .forEach(
            moved ->
                moved
                    .getKey()
                    .forEach(
                        resolution -> versions.merge(resolution, moved.getValue(), Long::sum)));
  }

  /** None of the summands ever falls. */
  private static void addWindows(Handle handle, Map<Duration, Long> versions) {
    handle
        .createQuery("SELECT step_s, sum(run + open_s) AS moved FROM rollup_window GROUP BY step_s")
        .map((row, context) -> Map.entry(row.getLong("step_s"), row.getLong("moved")))
        .forEach(
            moved ->
                versions.merge(Duration.ofSeconds(moved.getKey()), moved.getValue(), Long::sum));
  }
}
