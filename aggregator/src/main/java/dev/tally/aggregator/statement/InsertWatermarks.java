package dev.tally.aggregator.statement;

import dev.tally.storage.ClickHouse;
import dev.tally.storage.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Notes how far rollups are. Rows only ever raise what is there: a repeat changes nothing. */
public final class InsertWatermarks {
  private final ClickHouse clickHouse;

  public InsertWatermarks(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /** What the blocks of a run brought is in series. */
  public void run(
      long run, Collection<Duration> resolutions, List<BlockRange> ranges, Instant now) {
    clickHouse.execute(
        """
        INSERT INTO watermarks (resolution, event, collector, block, received, time, rolled, run)
        SELECT arrayJoin({resolutions:Array(UInt32)}), arrayJoin(if(event = '', [''], [event, ''])) AS type,
          collector, max(block), max(received_max), max(time_max), {now:DateTime64(3, 'UTC')}, {run:UInt64}
        FROM inserts WHERE %s
        GROUP BY type, collector"""
            .formatted(BlockRange.condition(ranges)),
        Map.of("resolutions", seconds(resolutions), "now", now, "run", run),
        Map.of());
  }

  /** A run without blocks is done. */
  public void done(long run, Collection<Duration> resolutions) {
    clickHouse.execute(
        """
        INSERT INTO watermarks (resolution, run)
        SELECT arrayJoin({resolutions:Array(UInt32)}), {run:UInt64}""",
        Map.of("resolutions", seconds(resolutions), "run", run),
        Map.of());
  }

  /** What a site says of itself, when its states are here. */
  public void ofSite(String site, List<SiteWatermark> watermarks) {
    if (watermarks.isEmpty()) {
      return;
    }
    String rows =
        watermarks.stream()
            .map(
                mark ->
                    "(toUInt32(%d), %s, %s, toUInt64(%d), toInt64(%d), toInt64(%d), toInt64(%d))"
                        .formatted(
                            mark.resolution(),
                            Sql.literal(mark.event()),
                            Sql.literal(mark.collector()),
                            mark.block(),
                            mark.receivedMs(),
                            mark.timeMs(),
                            mark.rolledMs()))
            .collect(Collectors.joining(", "));
    clickHouse.execute(
        """
        INSERT INTO watermarks (resolution, event, collector, site, block, received, time, rolled)
        SELECT row.1, row.2, row.3, %s, row.4, fromUnixTimestamp64Milli(row.5, 'UTC'),
          fromUnixTimestamp64Milli(row.6, 'UTC'), fromUnixTimestamp64Milli(row.7, 'UTC')
        FROM (SELECT arrayJoin([%s]) AS row)"""
            .formatted(Sql.literal(site), rows),
        Map.of(),
        Statements.LARGE);
  }

  /** Those of sites that are not named are gone: they hold no point back any more. */
  public void forgetOtherSites(Collection<String> names) {
    String others =
        names.stream()
            .map(name -> " AND site != " + Sql.literal(name))
            .collect(Collectors.joining("", "site != ''", ""));
    boolean isAny =
        !clickHouse
            .query(
                "SELECT DISTINCT site FROM watermarks WHERE " + others,
                Map.of(),
                row -> row.string("site"))
            .isEmpty();
    if (isAny) {
      clickHouse.execute("DELETE FROM watermarks WHERE " + others, Map.of(), Statements.DELETE);
    }
  }

  /** Nothing that was committed is left. */
  public void nothingLeft(Collection<Duration> resolutions, Instant now) {
    clickHouse.execute(
        """
        INSERT INTO watermarks (resolution, rolled)
        SELECT arrayJoin({resolutions:Array(UInt32)}), {now:DateTime64(3, 'UTC')}""",
        Map.of("resolutions", seconds(resolutions), "now", now),
        Map.of());
  }

  private static List<Long> seconds(Collection<Duration> resolutions) {
    return resolutions.stream().map(Duration::toSeconds).toList();
  }
}
