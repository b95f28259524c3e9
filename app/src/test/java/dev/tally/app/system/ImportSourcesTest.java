package dev.tally.app.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code tally import} of what people have; each case has an event type of its own. */
final class ImportSourcesTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration TIME_MAX = Duration.ofSeconds(60);
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00.250Z");
  private static final String ROWS =
      """
      SELECT toInt64(number) * 1000000007 AS id, concat('c', toString(number %% 7)) AS city,
          number / 8 AS price,
          toDateTime64('2026-01-01 00:00:00.25', 3, 'UTC') + toIntervalSecond(number) AS at
      FROM numbers(%d) ORDER BY number\
      """;

  @TempDir private static Path folder;
  private static TestInstallation tally;

  @BeforeAll
  static void start() throws IOException {
    tally = new TestInstallation(folder);
    StringBuilder edl =
        new StringBuilder(
            """
            syntax = "proto3";
            package trips;
            import "google/protobuf/timestamp.proto";
            import "tally/edl.proto";
            message Guessed {
              option (tally.event) = {owner: "tests"};
              message Device { string os = 1; }
              google.protobuf.Timestamp at = 1 [(tally.field) = {event_time: true}];
              int64 guessed_id = 2;
              Device device = 3;
              string note = 4;
            }
            """);
    for (String name :
        List.of("Csv", "Parquet", "Select", "Failed", "Killed", "Parallel", "Wide")) {
      edl.append(
          """
          message %s {
            option (tally.event) = {owner: "tests"};
            google.protobuf.Timestamp at = 1 [(tally.field) = {event_time: true}];
            int64 id = 2;
            string city = 3;
            double price = 4;
          }
          """
              .formatted(name));
    }
    tally.publish("trips", edl.toString());
  }

  @AfterAll
  static void stop() {
    tally.close();
  }

  @Test
  void csv() throws IOException {
    List<String> lines = new ArrayList<>(List.of("id,city,price,at"));
    for (int i = 0; i < 2_500; i++) {
      lines.add(
          "%d,\"c%d\",%s,%s".formatted(i * 1_000_000_007L, i % 7, i / 8.0, BEGIN.plusSeconds(i)));
    }
    Path file = write("trips.csv", lines);
    assertThat(imported("Csv", file.toString())).contains("2,500 events").doesNotContain("already");
    assertView("Csv", 2_500);
    Path copy = Files.copy(file, folder.resolve("copy.csv"));
    assertThat(imported("Csv", copy.toString())).contains("already");
    tally.forgetImports();
    assertThat(imported("Csv", copy.toString())).contains("2,500 events").doesNotContain("already");
    assertView("Csv", 2_500);
  }

  @Test
  void parquet() throws IOException {
    Path file = folder.resolve("trips.parquet");
    tally.run("export", ROWS.formatted(3_500), "--out", file.toString());
    assertThat(imported("Parquet", file.toString())).contains("3,500 events");
    assertView("Parquet", 3_500);
    assertThat(imported("Parquet", file.toString())).contains("already");
    assertNothingSpooledIsLeft();
  }

  @Test
  void select() throws IOException {
    assertThat(imported("Select", ROWS.formatted(1_500))).contains("1,500 events");
    assertView("Select", 1_500);
    tally.forgetImports();
    assertThat(imported("Select", ROWS.formatted(1_500))).doesNotContain("already");
    assertView("Select", 1_500);
    assertNothingSpooledIsLeft();
  }

  /** The typed columns, down to the millisecond, against the same rows made by the engine. */
  private static void assertView(String type, int rows) {
    tally.assertStored("trips." + type, rows);
    String sums =
        """
        SELECT count() AS n, uniqExact(id) AS ids, sum(id) AS id_sum, sum(price) AS price_sum,
            sum(cityHash64(city)) AS city_sum, sum(toUnixTimestamp64Milli(%s)) AS time_sum FROM %s\
        """;
    assertThat(tally.sql(sums.formatted("time", "events.trips_" + type)))
        .isEqualTo(tally.sql(sums.formatted("at", "(" + ROWS.formatted(rows) + ")")));
  }

  private static void assertNothingSpooledIsLeft() throws IOException {
    try (Stream<Path> files = Files.list(tally.imports())) {
      assertThat(files.map(Path::toString)).noneMatch(file -> file.endsWith(".ndjson"));
    }
  }

  @Test
  void aGuessIsShownAndNothingImportedUntilItIsApproved() throws IOException {
    Path file =
        write(
            "guess.ndjson",
            List.of(
                "{\"at\":\"2026-01-01T00:00:00Z\",\"guessedId\":1,\"other\":true}",
                "{\"at\":\"2026-01-01T00:00:01Z\",\"guessedId\":2,\"device\":{\"os\":\"LINUX\"}}"));

    CommandEnd shown = tally.tryRun("import", file.toString());
    assertThat(shown.code()).isEqualTo(2);
    assertThat(shown.out())
        .contains("trips.Guessed", "guessed_id: \"guessedId\"", "device.os: \"device.os\"")
        .contains("Nothing was imported.")
        .doesNotContain("note");
    tally.assertStored("trips.Guessed", 0);

    assertThat(tally.run("import", "--approve", file.toString())).contains("2 events");
    tally.assertStored("trips.Guessed", 2);
    assertThat(tally.sql("SELECT guessed_id, `device.os` FROM events.trips_Guessed ORDER BY time"))
        .extracting(row -> row.path("device.os").asString("-"))
        .containsExactly("-", "LINUX");

    assertThat(tally.run("import", file.toString())).contains("approved before", "already");
    Path saved = write("saved.yaml", shown.out().lines().filter(line -> !isProse(line)).toList());
    assertThat(tally.run("import", "--mapping", saved.toString(), file.toString()))
        .contains("already");

    Path strange = write("strange.ndjson", List.of("{\"zzz\":1}"));
    CommandEnd none = tally.tryRun("import", "--approve", strange.toString(), file.toString());
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.out()).contains("no event type has an attribute", "Nothing was imported.");
  }

  private static boolean isProse(String line) {
    return line.startsWith("Nothing");
  }

  @Test
  void rowsThatBecomeNoEventAreInTheErrorFileWithTheirReason() throws IOException {
    String tooLong = "{\"city\":\"" + "x".repeat(2 << 20) + "\"}";
    List<String> rows =
        List.of(
            row(1, "c1"),
            "",
            "no JSON",
            "{\"id\":\"1.5\"}",
            row(2, "skipped"),
            tooLong,
            row(3, "c1"));
    Path file = write("failed.ndjson", rows);
    Path mapping =
        write(
            "failed.yaml",
            mapping("Failed")
                .replace("trips.Failed", "trips.Failed\n    when: {city: c1}")
                .lines()
                .toList());
    Path errors = folder.resolve("failed-errors.ndjson");
    String[] arguments = {
      "--mapping", mapping.toString(), "--errors", errors.toString(), file.toString()
    };

    CommandEnd ended = tally.tryRun("import", arguments);
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.out()).contains("2 events, 4 rows in " + errors);
    tally.assertStored("trips.Failed", 2);
    List<JsonNode> lines = Files.readAllLines(errors).stream().map(JSON::readTree).toList();
    assertThat(lines)
        .extracting(line -> line.path("row").asInt() + " " + line.path("code").asString())
        .containsExactly(
            "3 EVENT_MALFORMED",
            "4 EVENT_TYPE_UNKNOWN",
            "5 EVENT_TYPE_UNKNOWN",
            "6 EVENT_TOO_LARGE");
    assertThat(lines).allMatch(line -> line.path("source").asString().equals(file.toString()));
    assertThat(lines.get(2).path("line").asString()).isEqualTo(rows.get(4));
    assertThat(lines.get(3).path("line").asString()).hasSizeLessThan(2_000);

    assertThat(tally.tryRun("import", arguments).out()).contains("already");
    assertThat(Files.readAllLines(errors)).hasSize(4);

    Path wrong = write("wrong.ndjson", List.of(row(4, "c1").replace("4,", "\"four\",")));
    CommandEnd again =
        tally.tryRun(
            "import",
            "--mapping",
            mapping.toString(),
            "--errors",
            errors.toString(),
            wrong.toString());
    assertThat(again.code()).isEqualTo(1);
    assertThat(JSON.readTree(Files.readAllLines(errors).getLast()).path("attribute").asString())
        .isEqualTo("id");
  }

  @Test
  void anImportThatIsKilledGoesOnAndAddsNothingTwice() throws IOException {
    Path one = numbered("killed-1.ndjson", 0, 40_000);
    Path two = numbered("killed-2.ndjson", 40_000, 40_000);
    Path mapping = write("killed.yaml", mapping("Killed").lines().toList());
    Process process =
        tally.start(
            "import",
            "--parallel",
            "2",
            "--rate",
            "20000",
            "--mapping",
            mapping.toString(),
            one.toString(),
            two.toString());
    await().atMost(TIME_MAX).until(() -> checkpointed(one) >= 16_000);
    process.destroyForcibly().onExit().join();
    assertThat(checkpointed(one)).isLessThan(40_000);
    assertThat(tally.stored("trips.Killed")).isLessThan(80_000);

    String ended =
        tally.run("import", "--mapping", mapping.toString(), one.toString(), two.toString());
    assertThat(ended).doesNotContain("already");
    assertThat(ended.lines()).hasSize(2).allMatch(line -> line.endsWith("  40,000 events"));
    assertExactly("Killed", 80_000);
  }

  /** Rows of a source that its checkpoint has. */
  private static long checkpointed(Path source) throws IOException {
    if (!Files.isDirectory(tally.imports())) {
      return 0;
    }
    try (Stream<Path> files = Files.list(tally.imports())) {
      return files
          .filter(file -> file.toString().endsWith(".json"))
          .map(ImportSourcesTest::read)
          .filter(checkpoint -> checkpoint.path("source").asString().equals(source.toString()))
          .mapToLong(checkpoint -> checkpoint.path("rows").asLong())
          .sum();
    }
  }

  private static JsonNode read(Path file) {
    return JSON.readTree(file);
  }

  @Test
  void manyAtOnceAreExactHoweverManyAtOnce() throws IOException {
    List<String> files = new ArrayList<>();
    int rows = 0;
    for (int size : List.of(1, 999, 25_000, 1_000, 1_001, 7_500)) {
      files.add(numbered("parallel-" + size + ".ndjson", rows, size).toString());
      rows += size;
    }
    Path copy = Files.copy(Path.of(files.get(2)), folder.resolve("parallel-copy.ndjson"));
    files.add(copy.toString());
    files.add(folder.resolve("missing.ndjson").toString());

    CommandEnd ended = importMany(4, files);
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).contains("there is no file", "missing.ndjson", "NOT_FOUND");
    assertThat(ended.out().lines()).hasSize(7);
    assertThat(ended.out().lines().filter(line -> line.contains("25,000 events")))
        .hasSize(2)
        .filteredOn(line -> line.endsWith("(imported already)"))
        .hasSize(1);
    assertExactly("Parallel", rows);

    tally.forgetImports();
    assertThat(importMany(1, files.subList(0, 7)).code()).isZero();
    assertExactly("Parallel", rows);
  }

  private static CommandEnd importMany(int parallel, List<String> files) throws IOException {
    Path mapping = write("parallel.yaml", mapping("Parallel").lines().toList());
    List<String> arguments =
        new ArrayList<>(List.of("--parallel", "" + parallel, "--mapping", mapping.toString()));
    arguments.addAll(files);
    return tally.tryRun("import", arguments.toArray(String[]::new));
  }

  @Test
  void aThousandRowsMayBeLongerThanABatch() throws IOException {
    String city = "w".repeat(6_000);
    Path file =
        write("wide.ndjson", LongStream.range(0, 1_500).mapToObj(i -> row(i, city)).toList());
    assertThat(imported("Wide", file.toString())).contains("1,500 events");
    assertExactly("Wide", 1_500);
  }

  @Test
  void optionsHaveLimits() throws IOException {
    for (String option : List.of("--parallel=0", "--parallel=33", "--rate=-1")) {
      Path mapping = write("limits.yaml", mapping("Wide").lines().toList());
      CommandEnd ended =
          tally.tryRun("import", option, "--mapping", mapping.toString(), "none.ndjson");
      assertThat(ended.code()).isEqualTo(2);
      assertThat(ended.err()).contains(option.replace('=', ' '), "REQUEST_INVALID");
    }
  }

  private static void assertExactly(String type, int rows) {
    tally.assertStored("trips." + type, rows);
    JsonNode ids =
        tally
            .sql("SELECT uniqExact(id) AS n, max(id) AS most FROM events.trips_" + type)
            .getFirst();
    assertThat(ids.path("n").asInt()).isEqualTo(rows);
    assertThat(ids.path("most").asInt()).isEqualTo(rows - 1);
  }

  private static Path numbered(String name, long from, int count) throws IOException {
    return write(
        name, LongStream.range(from, from + count).mapToObj(id -> row(id, "c" + id % 7)).toList());
  }

  private static String row(long id, String city) {
    return "{\"id\":%d,\"city\":\"%s\",\"at\":\"%s\"}".formatted(id, city, BEGIN.plusMillis(id));
  }

  private static Path write(String name, List<String> lines) throws IOException {
    return Files.write(folder.resolve(name), lines);
  }

  private static String mapping(String type) {
    return """
        attributes: {id: id, city: city, price: price, at: at}
        events:
          - event: trips.%s
        """
        .formatted(type);
  }

  private static String imported(String type, String source) throws IOException {
    Path mapping = write(type + ".yaml", mapping(type).lines().toList());
    return tally.run("import", "--mapping", mapping.toString(), source);
  }
}
