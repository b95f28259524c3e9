package dev.tally.anomaly.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The detector, as it comes, against what people labelled. The figures are printed; the floors
 * asserted are a little below them, so that a change for the worse is noticed.
 */
class LabelledSeriesTest {
  /** In the AIOps challenge an anomaly is found if it is found within so many points. */
  private static final int KPI_DELAY_POINTS = 7;

  /**
   * The challenge's own score: a labelled segment counts whole, as found or as missed; points out
   * elsewhere count one by one. Everything counts, the week without verdicts too.
   */
  @Test
  void serviceIndicatorsOfTheAiopsChallenge() throws IOException {
    Tally total = new Tally();
    for (Path file : files(SharedData.folder("kpi"), ".csv.gz")) {
      LabelledSeries series = LabelledSeries.kpi(file);
      Tally tally = scoreSegments(series, series.judge());
      System.out.printf("kpi %s: %s%n", series.name(), tally);
      total.add(tally);
    }
    System.out.printf("kpi all: %s%n", total);
    assertThat(total.precision()).isGreaterThan(0.85);
    assertThat(total.recall()).isGreaterThan(0.6);
    assertThat(total.f1()).isGreaterThan(0.7);
  }

  /**
   * Two weeks each, so half of it is learnt from: a window counts as found if any point in it is
   * out, provided that it ends after the first week; a run of points out elsewhere is a false
   * alarm.
   */
  @Test
  void numentaAnomalyBenchmark() throws IOException {
    Path folder = SharedData.folder("nab");
    Map<String, List<List<String>>> labels =
        JsonMapper.builder()
            .build()
            .readValue(
                Files.readString(folder.resolve("combined_windows.json")),
                new TypeReference<>() {});
    int windows = 0;
    int found = 0;
    int falseRuns = 0;
    double days = 0;
    for (String group :
        List.of(
            "artificialNoAnomaly",
            "artificialWithAnomaly",
            "realAWSCloudwatch",
            "realAdExchange")) {
      for (Path file : files(folder.resolve(group), ".csv")) {
        String name = group + "/" + file.getFileName();
        LabelledSeries series =
            LabelledSeries.nab(file, name, labels.getOrDefault(name, List.of()));
        Windows result = scoreWindows(series, series.judge());
        System.out.printf("nab %s: %s%n", name, result);
        windows += result.windows();
        found += result.found();
        falseRuns += result.falseRuns();
        days += Math.max(0, series.days() - 7);
        if (group.equals("artificialNoAnomaly")) {
          assertThat(result.falseRuns()).as(name).isLessThanOrEqualTo(3);
        }
      }
    }
    System.out.printf(
        "nab all: %d of %d windows found, %d false alarms in %.0f days judged%n",
        found, windows, falseRuns, days);
    assertThat(found / (double) windows).isGreaterThan(0.6);
    assertThat(falseRuns / days).isLessThan(3);
  }

  private static List<Path> files(Path folder, String ending) throws IOException {
    try (var files = Files.list(folder)) {
      List<Path> found = files.filter(f -> f.toString().endsWith(ending)).sorted().toList();
      assertThat(found).isNotEmpty();
      return found;
    }
  }

  private record Windows(int windows, int found, int falseRuns) {}

  private static Windows scoreWindows(LabelledSeries series, BitSet out) {
    int judgedFrom = (int) (7 * 86_400 / series.seasonality().resolution().toSeconds());
    int windows = 0;
    int found = 0;
    for (int[] range : ranges(series.anomalous())) {
      if (range[1] > judgedFrom) {
        windows++;
        found += out.get(range[0], range[1]).isEmpty() ? 0 : 1;
      }
    }
    BitSet elsewhere = (BitSet) out.clone();
    elsewhere.andNot(series.anomalous());
    return new Windows(windows, found, ranges(elsewhere).size());
  }

  private static Tally scoreSegments(LabelledSeries series, BitSet out) {
    Tally tally = new Tally();
    tally.days = series.days();
    for (int[] range : ranges(series.anomalous())) {
      int points = range[1] - range[0];
      int inTime = Math.min(range[1], range[0] + KPI_DELAY_POINTS + 1);
      tally.segments++;
      if (out.get(range[0], inTime).isEmpty()) {
        tally.missed += points;
      } else {
        tally.foundSegments++;
        tally.found += points;
      }
    }
    BitSet elsewhere = (BitSet) out.clone();
    elsewhere.andNot(series.anomalous());
    tally.wrong = elsewhere.cardinality();
    tally.falseRuns = ranges(elsewhere).size();
    return tally;
  }

  /** Start and end, exclusive, of each run of bits. */
  private static List<int[]> ranges(BitSet bits) {
    List<int[]> ranges = new ArrayList<>();
    for (int from = bits.nextSetBit(0); from >= 0; ) {
      int until = bits.nextClearBit(from);
      ranges.add(new int[] {from, until});
      from = bits.nextSetBit(until);
    }
    return ranges;
  }

  private static final class Tally {
    private int found;
    private int wrong;
    private int missed;
    private int segments;
    private int foundSegments;
    private int falseRuns;
    private double days;

    void add(Tally other) {
      found += other.found;
      wrong += other.wrong;
      missed += other.missed;
      segments += other.segments;
      foundSegments += other.foundSegments;
      falseRuns += other.falseRuns;
      days += other.days;
    }

    double precision() {
      return found / (double) Math.max(1, found + wrong);
    }

    double recall() {
      return found / (double) Math.max(1, found + missed);
    }

    double f1() {
      return 2 * precision() * recall() / Math.max(1e-9, precision() + recall());
    }

    @Override
    public String toString() {
      return "F1 %.2f, precision %.2f, recall %.2f; %d of %d segments; %.1f false alarms a day"
          .formatted(f1(), precision(), recall(), foundSegments, segments, falseRuns / days);
    }
  }
}
