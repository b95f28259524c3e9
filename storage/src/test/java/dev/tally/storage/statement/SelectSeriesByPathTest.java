package dev.tally.storage.statement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.edl.model.DimensionSet;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.statement.SelectSeriesByPath.Series;
import dev.tally.storage.statement.SelectSeriesPaths.Breakdown;
import dev.tally.storage.statement.SelectSeriesPaths.SeriesPath;
import dev.tally.storage.testing.EngineExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EngineExtension.class)
class SelectSeriesByPathTest {
  private final ClickHouse clickHouse;

  SelectSeriesByPathTest(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  @Test
  void whatAPathIsASeriesOfWithTheTimesOfAllRuns() {
    clickHouse.execute("SYSTEM STOP MERGES series_index");
    for (String row :
        List.of(
            "('e.m.p95.1h.a.x.b.y', 'e', 'm', 'p95', 3600, 'a,b', ['x', 'y'], 'min', 200, 300)",
            "('e.m.p95.1h.a.x.b.y', 'e', 'm', 'p95', 3600, 'a,b', ['x', 'y'], 'min', 100, 150)",
            "('e.m.1d', 'e', 'm', '', 86400, '', [], '', 1, 2)")) {
      clickHouse.execute("INSERT INTO series_index VALUES " + row);
    }
    SelectSeriesByPath select = new SelectSeriesByPath(clickHouse);
    assertThat(select.run("e.m.p95.1h.a.x.b.y"))
        .contains(
            new Series(
                new Breakdown(
                    "e", "m", "p95", Duration.ofHours(1), new DimensionSet(List.of("a", "b"))),
                new SeriesPath(
                    "e.m.p95.1h.a.x.b.y",
                    List.of("x", "y"),
                    "min",
                    Instant.ofEpochSecond(100),
                    Instant.ofEpochSecond(300))));
    assertThat(select.run("e.m.1d").orElseThrow().breakdown())
        .isEqualTo(new Breakdown("e", "m", "", Duration.ofDays(1), DimensionSet.OVERALL));
    assertThat(select.run("e.m")).isEmpty();
  }
}
