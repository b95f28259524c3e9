package dev.tally.aggregator.graphite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.aggregator.testing.GraphiteServer;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.testing.EngineExtension;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Several targets of one render, against each of them alone. */
@ExtendWith(EngineExtension.class)
class TargetsTest {
  private static final long START = 983_664_000;
  private static final Instant NOW = Instant.ofEpochSecond(START + 3_600);
  private static final int SERIES = 6;
  private static final int ROUNDS = 30;

  private static final List<String> TARGETS =
      List.of(
          "targets.n0",
          "targets.n1",
          "targets.n1",
          "targets.fine.n2",
          "targets.no",
          "alias(targets.n3, 'three')",
          "sumSeries(targets.n3, targets.fine.n4, targets.no)",
          "timeShift(targets.n5, '10min')",
          "movingAverage(targets.n0, '5min')",
          "movingAverage(targets.fine.n0, '5min')",
          "timeShift(sumSeries(targets.n1,targets.n2), '10min')",
          "targets.*",
          "targets.fine.n[1-3]",
          "fallbackSeries(targets.no, targets.n5)",
          "aliasByNode(divideSeries(targets.n4, targets.n5), 1)",
          "seriesByTag('name=targets.n2')",
          "constantLine(3)",
          "holtWintersForecast(targets.n1)");

  private final ClickHouse clickHouse;

  TargetsTest(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  @BeforeAll
  static void write(ClickHouse clickHouse) {
    insert(clickHouse, "targets.n", 60);
    insert(clickHouse, "targets.fine.n", 10);
  }

  private static void insert(ClickHouse clickHouse, String before, int step) {
    Map<String, Object> parameters =
        Map.of("before", before, "series", SERIES, "step", step, "start", START);
    clickHouse.execute(
        """
        INSERT INTO series_index (path, resolution, time_min, time_max)
        SELECT concat({before:String}, toString(number)), {step:UInt32},
          toDateTime({start:UInt32}), toDateTime({start:UInt32} + 3600)
        FROM numbers({series:UInt64})""",
        parameters,
        Map.of());
    clickHouse.execute(
        """
        INSERT INTO series (path, time, value, version)
        SELECT concat({before:String}, toString(number)) AS path,
          {start:UInt32} + n * {step:UInt32}, cityHash64(path, n) % 1000, 1
        FROM numbers({series:UInt64})
        ARRAY JOIN range(intDiv(3600, {step:UInt32})) AS n
        WHERE cityHash64(n, path) % 10 != 0""",
        parameters, Map.of());
  }

  private static JsonNode render(GraphiteServer graphite, List<String> targets, String... more) {
    List<String> parameters = new ArrayList<>(List.of("from", "-30min"));
    targets.forEach(target -> parameters.addAll(List.of("target", target)));
    parameters.addAll(Arrays.asList(more));
    return graphite.http().get("/render", parameters.toArray(String[]::new)).body();
  }

  @Test
  void eachTargetIsAnsweredAsIfItWereAlone() {
    try (GraphiteServer graphite = new GraphiteServer(clickHouse, NOW)) {
      Random random = new Random(1);
      for (int round = 0; round < ROUNDS; round++) {
        List<String> targets = new ArrayList<>(TARGETS);
        Collections.shuffle(targets, random);
        targets = targets.subList(0, 2 + random.nextInt(targets.size() - 2));
        List<JsonNode> alone = new ArrayList<>();
        for (String target : targets) {
          render(graphite, List.of(target), "noCache", "1").forEach(alone::add);
        }
        for (List<String> more : List.of(List.of("noCache", "1"), List.<String>of())) {
          JsonNode together = render(graphite, targets, more.toArray(String[]::new));
          assertThat(together).as("%s", targets).containsExactlyElementsOf(alone);
        }
      }
    }
  }

  @Test
  void limitsAreOfAllTargetsTogether() {
    try (GraphiteServer graphite =
        new GraphiteServer(clickHouse, NOW, GraphiteServer.limits(3, 1_000))) {
      assertThat(render(graphite, List.of("targets.n0", "targets.n1", "targets.n2"))).hasSize(3);
      List<String> four = List.of("targets.n0", "targets.n1", "targets.n2", "targets.n3");
      assertThat(render(graphite, four).asString()).contains("QUERY_LIMIT");
      List<String> mistaken = List.of("targets.n0", "sumSeries(targets.n1, targets.}x)");
      assertThat(render(graphite, mistaken).asString()).contains("REQUEST_INVALID");
    }
  }
}
