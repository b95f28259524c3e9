package dev.tally.aggregator.graphite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.aggregator.testing.GraphiteServer;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.statement.SelectSeriesParts;
import dev.tally.storage.testing.EngineExtension;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Points that were read before, against answers that keep nothing ({@code noCache=1}). */
@ExtendWith(EngineExtension.class)
class KeptPointsTest {
  private static final long NOW = 1_700_000_100;
  private static final int SERIES = 5;

  /** Have points, and are not found at first. */
  private static final int LATER_SERIES = 3;

  private static final int STEPS = 80;

  /** Of so many no two are the same: which of those counts is not said. */
  private static final long VERSION_MAX = 1L << 40;

  private static final long SETTLE_NANOS = 1_000_000;

  private final ClickHouse clickHouse;
  private final GraphiteServer graphite;

  KeptPointsTest(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
    this.graphite = new GraphiteServer(clickHouse, Instant.ofEpochSecond(NOW));
  }

  @BeforeEach
  void empty() {
    clickHouse.execute("TRUNCATE TABLE series");
    clickHouse.execute("TRUNCATE TABLE series_index");
    for (int series = 0; series < SERIES; series++) {
      index(series);
    }
  }

  @AfterEach
  void close() {
    graphite.close();
  }

  private void index(int series) {
    clickHouse.execute(
        "INSERT INTO series_index (path, resolution, time_min, time_max) VALUES ('kept.n%d', 60, %d, %d)"
            .formatted(series, NOW - 100_000, NOW + 600));
  }

  private void points(Random random, int count, long from) {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < count; i++) {
      long time = from + random.nextInt((int) (NOW + 120 - from));
      rows.append(
          "('kept.n%d', %d, %d, %d),"
              .formatted(
                  random.nextInt(SERIES + LATER_SERIES),
                  time - time % 60,
                  random.nextInt(1_000),
                  random.nextLong(VERSION_MAX)));
    }
    rows.setLength(rows.length() - 1);
    clickHouse.execute("INSERT INTO series (path, time, value, version) VALUES " + rows);
  }

  private void change(Random random) {
    switch (random.nextInt(8)) {
      case 0, 1 -> points(random, 1 + random.nextInt(4), NOW - 300);
      case 2 -> points(random, 20, NOW - 7_200);
      case 3 -> points(random, 3, NOW - 90_000);
      case 4 ->
          clickHouse.execute(
              "DELETE FROM series WHERE path = 'kept.n%d' AND time >= %d"
                  .formatted(random.nextInt(SERIES), NOW - random.nextInt(4_000)));
      case 5 -> clickHouse.execute("OPTIMIZE TABLE series FINAL");
      case 6 -> index(SERIES + random.nextInt(LATER_SERIES));
      default -> {
        // Asked twice of the same.
      }
    }
  }

  private JsonNode render(String target, long seconds, boolean keeps) {
    return render(List.of(target), seconds, keeps);
  }

  private JsonNode render(List<String> targets, long seconds, boolean keeps) {
    List<String> parameters = new ArrayList<>(List.of("from", "-" + seconds + "s"));
    targets.forEach(target -> parameters.addAll(List.of("target", target)));
    if (!keeps) {
      parameters.addAll(List.of("noCache", "1"));
    }
    return graphite.http().get("/render", parameters.toArray(String[]::new)).body();
  }

  @RepeatedTest(3)
  void anAnswerIsTheSameWhateverWasKept(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    points(random, 200, NOW - 7_200);
    List<List<String>> targets =
        List.of(
            List.of("kept.*"),
            List.of("kept.n1"),
            List.of("kept.n{0,2}"),
            List.of("kept.n0", "sumSeries(kept.n3,kept.n6)", "timeShift(kept.n1, '10min')"));
    for (int step = 0; step < STEPS; step++) {
      change(random);
      List<String> target = targets.get(random.nextInt(targets.size()));
      long seconds = List.of(600L, 3_600L, 7_200L).get(random.nextInt(3));
      assertThat(render(target, seconds, true))
          .as("seed %d, step %d: %s", repetition.getCurrentRepetition(), step, target)
          .isEqualTo(render(target, seconds, false));
    }
    assertThat(graphite.count("tally.graphite.parts", "points", "kept")).isPositive();
  }

  /** Each write raises one point; who asks after it sees it, whatever is merged meanwhile. */
  @Test
  void nothingIsMissedWhilePartsComeAndGo() throws InterruptedException {
    clickHouse.execute(
        "INSERT INTO series (path, time, value, version) SELECT 'kept.n0', %d + 60 * number, 0, 1 FROM numbers(60)"
            .formatted(NOW - NOW % 60 - 3_600));
    AtomicLong written = new AtomicLong();
    AtomicLong over = new AtomicLong();
    Thread writer =
        Thread.ofPlatform()
            .start(
                () -> {
                  for (int i = 1; over.get() == 0; i++) {
                    // Before NOW: the end of what is asked for is exclusive.
                    clickHouse.execute(
                        "INSERT INTO series (path, time, value, version) VALUES ('kept.n0', %d, %d, %d)"
                            .formatted(NOW - NOW % 60 - 60L * (1 + i % 30), i, i + 1));
                    written.set(i);
                    if (i % 3 == 0) {
                      clickHouse.execute("OPTIMIZE TABLE series FINAL");
                    }
                  }
                });
    try {
      while (written.get() < 60) {
        long before = written.get();
        double highest = 0;
        int points = 0;
        for (JsonNode point : render("kept.n0", 3_600, true).get(0).get("datapoints")) {
          if (!point.get(0).isNull()) {
            points++;
            highest = Math.max(highest, point.get(0).asDouble());
          }
        }
        assertThat(highest).isGreaterThanOrEqualTo((double) before);
        assertThat(points).isGreaterThanOrEqualTo(58);
        LockSupport.parkNanos(SETTLE_NANOS);
      }
    } finally {
      over.set(1);
      writer.join();
    }
  }

  @Test
  void whatIsNamedOneByOneIsReadTogether() {
    points(new Random(1), 200, NOW - 3_000);
    clickHouse.execute("OPTIMIZE TABLE series FINAL");
    List<String> targets =
        List.of("kept.n0", "scale(kept.n1, 2)", "sumSeries(kept.n2, kept.n0)", "nothing.there");
    assertThat(render(targets, 3_600, true)).hasSize(3);
    assertThat(graphite.count("tally.graphite.parts", "points", "read")).isEqualTo(1);
  }

  @Test
  void whatWasKeptIsNotReadAgain() {
    points(new Random(1), 50, NOW - 3_000);
    clickHouse.execute("OPTIMIZE TABLE series FINAL");
    render("kept.*", 3_600, true);
    double read = graphite.count("tally.graphite.parts", "points", "read");
    render("kept.*", 3_600, true);
    assertThat(graphite.count("tally.graphite.parts", "points", "read")).isEqualTo(read);
    assertThat(graphite.count("tally.graphite.parts", "points", "kept")).isEqualTo(1);
  }

  @Test
  void memoryHasALimit() {
    points(new Random(1), 400, NOW - 7_200);
    List<String> paths = IntStream.range(0, SERIES).mapToObj("kept.n%d"::formatted).toList();
    KeptPoints tooFew = new KeptPoints(new SimpleMeterRegistry(), 1 << 20, 100);
    read(tooFew, paths);
    assertThat(tooFew.bytes()).as("more than one entry may have").isZero();

    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    long perPath = bytesOf(paths.subList(0, 1));
    KeptPoints few = new KeptPoints(meters, 3 * perPath, 1 << 20);
    for (String path : paths) {
      read(few, List.of(path));
      assertThat(few.bytes()).isBetween(1L, 3 * perPath);
    }
    assertThat(meters.get("tally.graphite.kept.bytes").gauge().value())
        .isEqualTo((double) few.bytes());
    double read = meters.counter("tally.graphite.parts", "points", "read").count();
    read(few, List.of(paths.getLast()));
    assertThat(meters.counter("tally.graphite.parts", "points", "read").count()).isEqualTo(read);
    read(few, List.of(paths.getFirst()));
    assertThat(meters.counter("tally.graphite.parts", "points", "read").count())
        .as("the least recently used went")
        .isGreaterThan(read);
  }

  @Test
  void whatHasNoPointsTakesMemoryToo() {
    points(new Random(1), 50, NOW - 3_000);
    long bytesMax = 100_000;
    KeptPoints few = new KeptPoints(new SimpleMeterRegistry(), bytesMax, bytesMax);
    read(few, List.of("nothing.there"));
    assertThat(few.bytes()).isPositive();
    int targets = Math.toIntExact(3 * bytesMax / few.bytes());
    for (int target = 0; target < targets; target++) {
      read(few, List.of("nothing.n" + target));
    }
    assertThat(few.bytes()).isBetween(bytesMax / 2, bytesMax);
    assertThat(few.named("nothing.there")).as("the least recently used went").isEmpty();
    assertThat(few.named("nothing.n" + (targets - 1))).isPresent();
  }

  private void read(KeptPoints points, List<String> paths) {
    points.take(
        points.find(
            clickHouse,
            new KeptPoints.Target(String.join(",", paths), 60),
            paths,
            new TimeGrid(NOW - 7_200, 60, 120),
            new SelectSeriesParts(clickHouse).run()));
  }

  private long bytesOf(List<String> paths) {
    KeptPoints all = new KeptPoints(new SimpleMeterRegistry());
    read(all, paths);
    return all.bytes();
  }
}
