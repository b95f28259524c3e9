package dev.tally.app.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.app.bench.LayoutBench;
import dev.tally.app.bench.LayoutReport;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Every layout has a figure; the benchmark itself holds their answers against each other. */
final class LayoutBenchTest {
  @Test
  void everyLayoutIsMeasured() throws Exception {
    PrintStream silent =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    LayoutReport report = new LayoutBench(20_000, silent).run();

    assertThat(report.layouts())
        .containsOnlyKeys("arrays_by_kind", "one_string_array", "map", "json", "table_per_type")
        .allSatisfy((layout, figures) -> assertThat(figures.bytesPerRow()).as(layout).isPositive());
  }
}
