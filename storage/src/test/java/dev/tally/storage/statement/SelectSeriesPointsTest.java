package dev.tally.storage.statement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.storage.ClickHouse;
import dev.tally.storage.statement.SelectSeriesPoints.Points;
import dev.tally.storage.testing.EngineExtension;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
