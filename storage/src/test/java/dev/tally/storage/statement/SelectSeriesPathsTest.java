package dev.tally.storage.statement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.edl.model.DimensionSet;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.statement.SelectSeriesPaths.Breakdown;
import dev.tally.storage.statement.SelectSeriesPaths.SeriesPath;
import dev.tally.storage.testing.EngineExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EngineExtension.class)
class SelectSeriesPathsTest {
  private final ClickHouse clickHouse;

  SelectSeriesPathsTest(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  @Test
  void theSeriesOfOneBreakdownWithTheTimesOfAllRuns() {
    clickHouse.execute("SYSTEM STOP MERGES series_index");
    for (String rows :
        List.of(
            "('e.m.1d.origin.LAS', 'e', 'm', '', 86400, 'origin', ['LAS'], 'flights', 200, 300)",
            "('e.m.1d.origin.ATL', 'e', 'm', '', 86400, 'origin', ['ATL'], 'flights', 200, 300)",
            "('e.m.1d.origin.LAS', 'e', 'm', '', 86400, 'origin', ['LAS'], 'flights', 100, 150)",
            "('e.m.1h.origin.LAS', 'e', 'm', '', 3600, 'origin', ['LAS'], 'flights', 100, 150)",
            "('e.m.p95.1d.origin.LAS', 'e', 'm', 'p95', 86400, 'origin', ['LAS'], '', 1, 2)",
            "('e.m.1d', 'e', 'm', '', 86400, '', [], 'flights', 100, 300)")) {
      clickHouse.execute("INSERT INTO series_index VALUES " + rows);
    }
    SelectSeriesPaths select = new SelectSeriesPaths(clickHouse);
    SeriesPath atlanta = path("ATL", 200, 300);
    SeriesPath vegas = path("LAS", 100, 300);
    Breakdown byOrigin =
        new Breakdown("e", "m", "", Duration.ofDays(1), new DimensionSet(List.of("origin")));
    assertThat(select.run(byOrigin, 10)).containsExactly(atlanta, vegas);
    assertThat(select.run(byOrigin, 1)).containsExactly(atlanta);
    assertThat(
            select.run(new Breakdown("e", "m", "", Duration.ofDays(1), DimensionSet.OVERALL), 10))
        .extracting(SeriesPath::path)
        .containsExactly("e.m.1d");
  }

  private static SeriesPath path(String origin, int from, int until) {
    return new SeriesPath(
        "e.m.1d.origin." + origin,
        List.of(origin),
        "flights",
        Instant.ofEpochSecond(from),
        Instant.ofEpochSecond(until));
  }
}
