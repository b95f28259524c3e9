package dev.tally.storage.statement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.storage.ClickHouse;
import dev.tally.storage.statement.SelectSeriesPoints.Points;
import dev.tally.storage.testing.EngineExtension;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EngineExtension.class)
class SelectSeriesPointsTest {
  private static final Instant START = Instant.parse("2001-01-01T00:00:00Z");

  private final ClickHouse clickHouse;
  private final SelectSeriesPoints select;

  SelectSeriesPointsTest(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
    this.select = new SelectSeriesPoints(clickHouse);
  }

  @BeforeEach
  void empty() {
    clickHouse.execute("TRUNCATE TABLE series");
  }

  @Test
  void theHighestVersionCountsMergedOrNot() {
    clickHouse.execute("SYSTEM STOP MERGES series");
    point("a", 60, 1, 1);
    point("a", 0, 10, 1);
    point("a", 60, 3, 3);
    point("a", 60, 2, 2);
    point("b", 0, -1.5, 1);
    assertThat(find(List.of("b", "none", "a"), 0, 120)).isEqualTo("b 0=-1.5 | a 0=10.0 60=3.0");
    clickHouse.execute("SYSTEM START MERGES series");
    clickHouse.execute("OPTIMIZE TABLE series FINAL");
    assertThat(clickHouse.query("SELECT count() AS n FROM series", Map.of(), row -> row.int64("n")))
        .containsExactly(3L);
    assertThat(find(List.of("b", "none", "a"), 0, 120)).isEqualTo("b 0=-1.5 | a 0=10.0 60=3.0");
  }

  /** As long ago and as far ahead as times go, with versions that are negative as a long. */
  @Test
  void unsignedNumbersAreInOrder() {
    clickHouse.execute("SYSTEM STOP MERGES series");
    clickHouse.execute(
        """
        INSERT INTO series (path, time, value, version)
        VALUES ('a', 4294967295, 1, 1), ('a', 0, 2, 18446744073709551615), ('a', 2147483648, 3, 7)""");
    clickHouse.execute(
        "INSERT INTO series (path, time, value, version) VALUES ('a', 0, 5, 3), ('a', 2147483647, 6, 1)");
    Points points =
        select
            .run(List.of("a"), Instant.EPOCH, Instant.ofEpochSecond(4_294_967_295L))
            .getOrDefault("a", new Points(new long[0], new double[0]));
    assertThat(points.times()).containsExactly(0, 2_147_483_647L, 2_147_483_648L);
    assertThat(points.values()).containsExactly(2, 6, 3);
    clickHouse.execute("SYSTEM START MERGES series");
  }

  @Test
  void pathsWithManyPointsAreAskedForOneByOne() {
    for (String path : List.of("a", "b", "c")) {
      point(path, 0, 1, 1);
    }
    Map<String, Integer> sizes = new TreeMap<>();
    select.run(
        List.of("a", "b", "none", "c"),
        START,
        START.plusSeconds(1),
        Long.MAX_VALUE,
        (path, points) -> sizes.merge(path, points.size(), Integer::sum));
    assertThat(sizes).isEqualTo(Map.of("a", 1, "b", 1, "c", 1));
  }

  @Test
  void theRangeIncludesItsStartAndNotItsEnd() {
    for (int seconds : new int[] {0, 60, 120}) {
      point("a", seconds, seconds, 1);
    }
    assertThat(find(List.of("a"), 60, 120)).isEqualTo("a 60=60.0");
    assertThat(find(List.of("a"), 61, 120)).isEmpty();
    assertThat(find(List.of(), 0, 120)).isEmpty();
  }

  @Test
  void manyPathsAndLongOnesAreAskedForInPieces() {
    clickHouse.execute(
        """
        INSERT INTO series (path, time, value, version)
        SELECT concat('path.', toString(number), '.', repeat('x', 200)), {time:DateTime}, number, 1
        FROM numbers(3000)
        """,
        Map.of("time", START),
        Map.of());
    List<String> paths =
        IntStream.range(0, 3000).mapToObj(i -> "path." + i + "." + "x".repeat(200)).toList();
    Map<String, Points> found = select.run(paths, START, START.plusSeconds(1));
    assertThat(List.copyOf(found.keySet())).isEqualTo(paths);
    assertThat(found.values().stream().mapToDouble(points -> points.values()[0]).toArray())
        .isEqualTo(IntStream.range(0, 3000).asDoubleStream().toArray());
  }

  @Test
  void whatMatchesIsReadAsIfItWereListed() {
    clickHouse.execute(
        """
        INSERT INTO series (path, time, value, version)
        SELECT concat('m.', toString(number), if(number % 3 = 0, '.b', '.a')),
          {time:DateTime} + n, number * 10 + n, n
        FROM numbers(200) ARRAY JOIN range(5) AS n""",
        Map.of("time", START), Map.of());
    List<String> paths =
        IntStream.range(0, 200)
            .filter(i -> i % 3 != 0)
            .mapToObj("m.%d.a"::formatted)
            .sorted()
            .toList();
    Map<String, String> listed = new TreeMap<>();
    select
        .run(paths, START.plusSeconds(1), START.plusSeconds(4))
        .forEach((path, points) -> listed.put(path, print(points)));
    assertThat(listed).hasSize(paths.size()).containsEntry("m.7.a", " 1=71.0 2=72.0 3=73.0");
    for (long pointsPerPath : new long[] {1, 100_000, Long.MAX_VALUE}) {
      Map<String, String> matching = new TreeMap<>();
      select.runMatching(
          "^m\\.[0-9]*\\.a$",
          paths,
          START.plusSeconds(1),
          START.plusSeconds(4),
          pointsPerPath,
          (path, points) -> matching.merge(path, print(points), String::concat));
      assertThat(matching).isEqualTo(listed);
    }
  }

  private void point(String path, int seconds, double value, long version) {
    clickHouse.execute(
        """
        INSERT INTO series (path, time, value, version)
        SELECT {path:String}, {time:DateTime}, {value:Float64}, {version:UInt64}
        """,
        Map.of(
            "path", path, "time", START.plusSeconds(seconds), "value", value, "version", version),
        Map.of());
  }

  private String find(List<String> paths, int from, int until) {
    Map<String, Points> found =
        select.run(paths, START.plusSeconds(from), START.plusSeconds(until));
    return String.join(
        " | ",
        found.entrySet().stream()
            .map(series -> series.getKey() + print(series.getValue()))
            .toList());
  }

  private static String print(Points points) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < points.size(); i++) {
      text.append(' ').append(points.times()[i] - START.getEpochSecond());
      text.append('=').append(points.values()[i]);
    }
    return text.toString();
  }
}
