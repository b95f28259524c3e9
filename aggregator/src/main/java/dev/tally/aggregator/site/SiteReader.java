package dev.tally.aggregator.site;

import dev.tally.aggregator.plan.StateKind;
import dev.tally.aggregator.statement.PulledStates;
import dev.tally.aggregator.statement.SiteWatermark;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.HttpLink;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is asked of a site's ClickHouse. */
final class SiteReader {
  /** The first table layout with sites. */
  static final long LAYOUT_MIN = 10;

  private static final JsonMapper JSON = new JsonMapper();

  private final HttpLink link;

  /**
   * What may have changed.
   *
   * @param after the site's run that is here
   * @param from the first bucket, in seconds since the epoch
   */
  record Wanted(KnownStates states, long after, long from) {
    private String condition(String table) {
      return "(%s AND run > %d AND bucket >= toDateTime(%d, 'UTC'))"
          .formatted(states.condition(table), after, from);
    }
  }

  /**
   * A bucket that has.
   *
   * @param rows that did, not merged
   */
  record Bucket(long start, long rows) {}

  SiteReader(HttpLink link) {
    this.link = link;
  }

  /**
   * @throws TallyException CONFIG_INVALID when this is not a Tally's database that can be pulled
   */
  void check(String site) {
    long layout;
    try {
      layout =
          rows("SELECT max(version) FROM schema_migrations", row -> row.get(0).asLong()).getFirst();
    } catch (TallyException e) {
      throw e.code() == ErrorCode.ENGINE_FAILED
          ? new TallyException(
              ErrorCode.CONFIG_INVALID,
              "site '%s': its tables can't be read; check its URL, user and database: %s"
                  .formatted(site, e.getMessage()),
              e)
          : e;
    }
    if (layout < LAYOUT_MIN) {
      throw new TallyException(
          ErrorCode.CONFIG_INVALID,
          "site '%s' has table layout %d and can be pulled from %d on: upgrade the Tally there"
              .formatted(site, layout, LAYOUT_MIN));
    }
  }

  /** Over the link, both ways. */
  long bytes() {
    return link.bytes();
  }

  /** Whether it has a table of this name. */
  boolean has(String table) {
    return rows(
                "SELECT count() FROM system.tables WHERE database = currentDatabase() AND name = '%s'"
                    .formatted(table),
                row -> row.get(0).asLong())
            .getFirst()
        > 0;
  }

  /** The site's own, of some resolutions. To be read before states: what they say is there then. */
  List<SiteWatermark> watermarks(Collection<Duration> resolutions) {
    return rows(
        """
        SELECT resolution, event, collector, max(block), toUnixTimestamp64Milli(max(received)),
          toUnixTimestamp64Milli(max(time)), toUnixTimestamp64Milli(max(rolled)), max(run)
        FROM watermarks WHERE site = '' AND resolution IN (%s)
        GROUP BY resolution, event, collector ORDER BY resolution, event, collector"""
            .formatted(
                resolutions.stream()
                    .map(resolution -> String.valueOf(resolution.toSeconds()))
                    .collect(Collectors.joining(", "))),
        row ->
            new SiteWatermark(
                row.get(0).asLong(),
                row.get(1).asString(),
                row.get(2).asString(),
                row.get(3).asLong(),
                row.get(4).asLong(),
                row.get(5).asLong(),
                row.get(6).asLong(),
                row.get(7).asLong()));
  }

  /** What later runs wrote states of. */
  List<StrangeStates> names(long after, int limit) {
    String all =
        tables()
            .map(
                table ->
                    "SELECT DISTINCT event, metric, dimension_set, '%1$s' AS name FROM %1$s WHERE site = '' AND run > %2$d"
                        .formatted(table, after))
            .collect(Collectors.joining(" UNION ALL "));
    return rows(
        "SELECT * FROM (%s) ORDER BY event, metric, dimension_set, name LIMIT %d"
            .formatted(all, limit),
        row ->
            new StrangeStates(
                row.get(0).asString(),
                row.get(1).asString(),
                row.get(2).asString(),
                row.get(3).asString()));
  }

  /**
   * The buckets that changed, ascending.
   *
   * @param limit of each event type and resolution
   */
  Map<PullUnit, List<Bucket>> changed(List<Wanted> wanted, int limit) {
    String all =
        tables(wanted.stream().map(Wanted::states).toList()).stream()
            .map(
                table ->
                    "SELECT event, resolution, bucket FROM %s WHERE site = '' AND (%s)"
                        .formatted(
                            table,
                            wanted.stream()
                                .filter(w -> w.states().sets().containsKey(table))
                                .map(w -> w.condition(table))
                                .collect(Collectors.joining(" OR "))))
            .collect(Collectors.joining(" UNION ALL "));
    Map<PullUnit, List<Bucket>> changed = new HashMap<>();
    rows(
            """
            SELECT event, resolution, arraySort(groupArray((start, state_rows))) FROM (
              SELECT event, resolution, toUnixTimestamp(bucket) AS start, count() AS state_rows
              FROM (%s)
              GROUP BY event, resolution, start
              ORDER BY event, resolution, start
              LIMIT %d BY event, resolution)
            GROUP BY event, resolution"""
                .formatted(all, limit),
            row ->
                Map.entry(
                    new PullUnit(row.get(0).asString(), Duration.ofSeconds(row.get(1).asLong())),
                    row.get(2).values().stream()
                        .map(bucket -> new Bucket(bucket.get(0).asLong(), bucket.get(1).asLong()))
                        .toList()))
        .forEach(entry -> changed.put(entry.getKey(), entry.getValue()));
    return changed;
  }

  /** From one of the site's tables into one of ours, merged. */
  void copy(String table, String condition, ClickHouse clickHouse, String into, String token) {
    String sql = PulledStates.select(table, condition);
    clickHouse.insertNative(
        into,
        PulledStates.columns(table),
        token,
        out -> link.read(sql, "Native", in -> in.transferTo(out)));
  }

  /** The tables that some states are in, each once. */
  static List<String> tables(Collection<KnownStates> states) {
    return states.stream().flatMap(s -> s.sets().keySet().stream()).distinct().sorted().toList();
  }

  private static Stream<String> tables() {
    return Arrays.stream(StateKind.values()).map(StateKind::table).distinct();
  }

  private <T> List<T> rows(String sql, Function<JsonNode, T> reader) {
    return link.read(
        sql,
        "JSONCompactEachRow",
        in -> {
          List<T> rows = new ArrayList<>();
          BufferedReader lines =
              new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
          String line = lines.readLine();
          while (line != null) {
            rows.add(reader.apply(JSON.readTree(line)));
            line = lines.readLine();
          }
          return rows;
        });
  }
}
