package dev.tally.aggregator.graphite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.aggregator.testing.GraphiteServer;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.testing.EngineExtension;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Globs over more series than are named in one statement, against SQL. */
@ExtendWith(EngineExtension.class)
class ManySeriesTest {
  private static final long START = 983_664_000;
  private static final Instant NOW = Instant.ofEpochSecond(START + 3_600);

  private final GraphiteServer graphite;

  ManySeriesTest(ClickHouse clickHouse) {
    this.graphite = new GraphiteServer(clickHouse, NOW);
  }

  @BeforeAll
  static void write(ClickHouse clickHouse) {
    insert(clickHouse, "many.n", ".1m", 1_500, 60);
    insert(clickHouse, "many.n", ".10s", 400, 10);
    insert(clickHouse, "sparse.n", ".a", 1_100, 60);
    insert(clickHouse, "sparse.n", ".b", 1_100, 60);
  }

  /** A point in ten is missing, one in seven has a later version. */
  private static void insert(
      ClickHouse clickHouse, String before, String behind, int series, int step) {
    Map<String, Object> parameters =
        Map.of("before", before, "behind", behind, "series", series, "step", step, "start", START);
    clickHouse.execute(
        """
        INSERT INTO series_index (path, resolution, time_min, time_max)
        SELECT concat({before:String}, toString(number), {behind:String}), {step:UInt32},
          toDateTime({start:UInt32}), toDateTime({start:UInt32} + 600)
        FROM numbers({series:UInt64})""",
        parameters,
        Map.of());
    clickHouse.execute(
        """
        INSERT INTO series (path, time, value, version)
        SELECT concat({before:String}, toString(number), {behind:String}) AS path,
          {start:UInt32} + n * {step:UInt32}, cityHash64(path, n, version) % 1000, version
        FROM numbers({series:UInt64})
        ARRAY JOIN range(intDiv(600, {step:UInt32})) AS n
        ARRAY JOIN if(cityHash64(path, n) % 7 = 0, [2, 1], [1]) AS version
        WHERE cityHash64(n, path) % 10 != 0""",
        parameters, Map.of());
  }

  @AfterEach
  void close() {
    graphite.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "many.*.1m | 1500",
        "many.*.* | 1900",
        "many.n*.{1m,10s} | 1900",
        "many.*.10s | 400",
        "sparse.*.a | 1100",
        "sparse.*.* | 2200"
      })
  void eachSeriesHasItsPoints(String target, int series, ClickHouse clickHouse) {
    Map<String, String> found = new TreeMap<>();
    for (JsonNode one : render(target)) {
      long count = 0;
      long sum = 0;
      for (JsonNode point : one.get("datapoints")) {
        if (!point.get(0).isNull()) {
          count++;
          sum += point.get(0).asLong() * (point.get(1).asLong() - START + 1);
        }
      }
      found.put(one.get("target").asString(), count + " " + sum);
    }
    assertThat(found).hasSize(series).isEqualTo(expected(clickHouse, target));
  }

  /** A path that came after the series were looked up is none of theirs. */
  @Test
  void theirSumIsThatOfTheTable(ClickHouse clickHouse) {
    clickHouse.execute(
        "INSERT INTO series (path, time, value, version) VALUES ('many.n77x.1m', {time:DateTime}, 1e9, 1)",
        Map.of("time", Instant.ofEpochSecond(START)),
        Map.of());
    long sum = 0;
    for (JsonNode point : render("sumSeries(many.*.1m)").get(0).get("datapoints")) {
      sum += point.get(0).asLong(0);
    }
    assertThat(sum)
        .isEqualTo(
            clickHouse
                .query(
                    """
                    SELECT toInt64(sum(v)) AS total FROM
                      (SELECT argMax(value, version) AS v FROM series
                       WHERE path LIKE 'many.%.1m' AND path != 'many.n77x.1m' GROUP BY path, time)""",
                    Map.of(), row -> row.int64("total"))
                .getFirst());
    clickHouse.execute("DELETE FROM series WHERE path = 'many.n77x.1m'");
  }

  private JsonNode render(String target) {
    return graphite
        .http()
        .get("/render", "target", target, "from", "" + (START - 1), "until", "" + (START + 599))
        .body();
  }

  private static Map<String, String> expected(ClickHouse clickHouse, String target) {
    Map<String, String> expected = new TreeMap<>();
    String like = target.replace("n*", "*").replace("{1m,10s}", "*").replace('*', '%');
    clickHouse
        .query(
            """
            SELECT path, concat(toString(count()), ' ', toString(toInt64(sum(v * (at - {start:Int64} + 1))))) AS points
            FROM (SELECT path, toInt64(toUnixTimestamp(time)) AS at, argMax(value, version) AS v
                  FROM series WHERE path LIKE {like:String} GROUP BY path, time)
            GROUP BY path""",
            Map.of("like", like, "start", START),
            row -> Map.entry(row.string("path"), row.string("points")))
        .forEach(entry -> expected.put(entry.getKey(), entry.getValue()));
    return expected;
  }
}
