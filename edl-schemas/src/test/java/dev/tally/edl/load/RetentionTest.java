package dev.tally.edl.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.edl.model.Retention;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long states and series are kept, as EDL says it. */
class RetentionTest {
  private static final String TEXT =
      EdlFolder.HEAD
          + """
          message A {
            option (tally.event) = { owner: "x" retention: [%s] };
            option (tally.metric) = { name: "n", count: {}, resolution: ["10s", "1m"], windows: ["1h", "28d"] };
            int64 id = 1;
          }
          """;

  @TempDir Path directory;
  private EdlFolder folder;

  @BeforeEach
  void folder() {
    folder = new EdlFolder(directory);
  }

  private void assertProblem(String retention, String words) {
    assertThat(folder.problems(TEXT.formatted(retention)))
        .singleElement()
        .asString()
        .startsWith("a.proto:9:")
        .endsWith(": the retention of shop.A: " + words);
  }

  @Test
  void eachResolutionHasItsOwn() {
    assertThat(
            folder
                .eventType(
                    TEXT.formatted(
                        """
                        {resolution: "10s", states: "7d", series: "4w"},
                        {resolution: "1m", series: "36500d"}, {resolution: "1d", states: "28d"}"""))
                .retention())
        .containsExactly(
            new Retention(
                Duration.ofSeconds(10),
                Optional.of(Duration.ofDays(7)),
                Optional.of(Duration.ofDays(28))),
            new Retention(
                Duration.ofMinutes(1), Optional.empty(), Optional.of(Duration.ofDays(36_500))),
            new Retention(Duration.ofDays(1), Optional.of(Duration.ofDays(28)), Optional.empty()));
  }

  @Test
  void whatDoesNotFitIsSaid() {
    assertProblem("{resolution: \"10s\"}", "it says neither states nor series");
    assertProblem("{resolution: \"5m\", series: \"7d\"}", "no metric has the resolution '5m'");
    assertProblem(
        "{resolution: \"10\", series: \"7d\"}",
        "resolution '10' is no duration; write a whole number and one of s, m, h, d, w");
    assertProblem(
        "{resolution: \"1m\", series: \"7d\"}, {resolution: \"60s\", series: \"7d\"}",
        "resolution '60s' stands twice");
    assertProblem(
        "{resolution: \"1m\", states: \"a week\"}",
        "states 'a week' is no duration; write a whole number and one of s, m, h, d, w");
    assertProblem("{resolution: \"1m\", series: \"23h\"}", "series '23h' is not from 1d to 36500d");
    assertProblem(
        "{resolution: \"1m\", series: \"36501d\"}", "series '36501d' is not from 1d to 36500d");
    assertProblem(
        "{resolution: \"1d\", states: \"27d\"}",
        "states of 1d are kept for 27d, but the window '28d' of metric n needs them for as long as it is");
  }
}
