package dev.tally.app.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tally.app.service.Folders;
import dev.tally.app.torture.TallyProcess;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.engine.EngineAccess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A Tally that runs, and commands on it; one for all cases of a class. */
final class TestInstallation implements AutoCloseable {
  private static final Duration STORED_TIME_MAX = Duration.ofSeconds(60);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Path folder;
  private final TallyProcess up;

  TestInstallation(Path folder) {
    this.folder = folder;
    this.up = new TallyProcess(folder.resolve("data"), "up");
    up.start();
    up.awaitReady();
  }

  Path folder() {
    return folder;
  }

  URI address(String path) {
    return up.address(path);
  }

  /** Where SDKs send to. */
  String ingestTarget() {
    return up.ingestTarget();
  }

  /** To its engine, past everything. */
  ClickHouse connect() {
    return ClickHouse.connect(
        EngineAccess.endpoint(
            Folders.engine(folder.resolve("data")), up.engineHttpPort(), EngineAccess.User.TALLY));
  }

  void publish(String name, String edl) throws IOException {
    Path sources = Files.createDirectory(folder.resolve("edl-" + name));
    Files.writeString(sources.resolve(name + ".proto"), edl);
    run("publish", sources.toString());
  }

  /** Runs a command that must go well; what it prints. */
  String run(String name, String... arguments) {
    return tryRun(name, arguments).expect(0);
  }

  CommandEnd tryRun(String name, String... arguments) {
    return CommandEnd.of(up.command(name, arguments));
  }

  /** A command as a process of its own, which can be killed. */
  Process start(String name, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-Dtally.root=" + Folders.root(),
            "-cp",
            System.getProperty("java.class.path"),
            "dev.tally.app.Tally"));
    command.addAll(List.of(up.command(name, arguments)));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve(name + ".log").toFile())
        .start();
  }

  List<JsonNode> sql(String select) {
    return run("sql", select, "--json").lines().map(JSON::readTree).toList();
  }

  /** Waits until nothing is on its way; so many events of a type are stored then. */
  void assertStored(String event, long count) {
    assertNothingPending();
    assertThat(stored(event)).isEqualTo(count);
  }

  /** Waits until whatever was accepted is stored or rejected. */
  void assertNothingPending() {
    await().atMost(STORED_TIME_MAX).until(() -> pending() == 0);
  }

  private long pending() throws IOException {
    return get("/api/v1/status").path("pending").asLong(-1);
  }

  /** What its API answers. */
  JsonNode get(String path) throws IOException {
    return JSON.readTree(up.get(path).body());
  }

  long stored(String event) {
    return sql("SELECT count() AS n FROM tally.events WHERE startsWith(event, '%s')"
            .formatted(event))
        .getFirst()
        .path("n")
        .asLong();
  }

  Path imports() {
    return folder.resolve("data").resolve("imports");
  }

  /** As on another machine: only the collector knows then. */
  void forgetImports() throws IOException {
    try (Stream<Path> files = Files.list(imports())) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  @Override
  public void close() {
    up.close();
  }
}
