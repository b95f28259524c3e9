package dev.tally.app.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code tally up} or {@code tally demo} as a process of its own, which can be killed and started
 * again on the same ports.
 */
final class TallyProcess implements AutoCloseable {
  private static final Duration READY_TIME_MAX = Duration.ofSeconds(60);
  private static final Duration THREADS_PRINTED_TIME = Duration.ofSeconds(2);

  private final Path data;
  private final List<String> arguments;
  private final Path log;
  private final int ingestPort = freePort();
  private final int httpPort = freePort();
  private final int engineHttpPort = freePort();
  private final int engineTcpPort = freePort();
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<String> settings = new ArrayList<>();
  private final Map<String, String> environment = new HashMap<>();
  private @Nullable Process process;

  /**
   * Not started yet.
   *
   * @param command "up", or another that serves
   */
  TallyProcess(Path data, String... command) {
    this.data = data;
    this.arguments = List.of(command);
    this.log = data.resolveSibling("tally-" + httpPort + ".log");
  }

  String ingestTarget() {
    return "127.0.0.1:" + ingestPort;
  }

  URI address(String path) {
    return URI.create("http://127.0.0.1:" + httpPort + path);
  }

  int engineHttpPort() {
    return engineHttpPort;
  }

  /** The arguments of another command on the same installation. */
  String[] command(String name, String... more) {
    List<String> command = new ArrayList<>(List.of(name));
    command.addAll(List.of(more));
    command.addAll(own());
    return command.toArray(String[]::new);
  }

  private List<String> own() {
    return List.of(
        "--data",
        data.toString(),
        "--set",
        "ingest.port=" + ingestPort,
        "--set",
        "http.port=" + httpPort,
        "--set",
        "engine.http_port=" + engineHttpPort,
        "--set",
        "engine.tcp_port=" + engineTcpPort);
  }

  /** Stronger than what this class sets by itself: the later one wins. */
  void set(String... more) {
    settings.addAll(List.of(more));
  }

  void environment(Map<String, String> more) {
    environment.putAll(more);
  }

  void start() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Xmx512m"));
    command.addAll(
        List.of(
            "-Dtally.root=" + TestFolders.root(),
            "-cp",
            System.getProperty("java.class.path"),
            "dev.tally.app.Tally"));
    command.addAll(arguments);
    command.addAll(own());
    settings.forEach(setting -> command.addAll(List.of("--set", setting)));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the process has printed a line that starts so. */
  void awaitLine(String begin, Duration atMost) {
    await("a line «" + begin + "»")
        .atMost(atMost)
        .until(
            () -> {
              assertThat(running().isAlive() || hasLine(begin))
                  .as("the process ended:\n%s", log())
                  .isTrue();
              return hasLine(begin);
            });
  }

  private boolean hasLine(String begin) {
    return log().lines().anyMatch(line -> line.startsWith(begin));
  }

  void awaitReady() {
    await("tally up, see its log:\n" + log()).atMost(READY_TIME_MAX).until(this::isReady);
  }

  private boolean isReady() {
    assertThat(running().isAlive()).as("tally up ended:\n%s", log()).isTrue();
    try {
      return get("/readyz").statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  HttpResponse<String> get(String path) throws IOException {
    try {
      return http.send(
          HttpRequest.newBuilder(address(path)).timeout(Duration.ofSeconds(10)).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** SIGKILL; the engine, its child, notices by itself. Returns when both are gone. */
  void kill() {
    List<ProcessHandle> engines = running().children().toList();
    running().destroyForcibly();
    await().atMost(READY_TIME_MAX).until(() -> !running().isAlive());
    engines.forEach(
        engine ->
            await("engine ends with its parent")
                .atMost(READY_TIME_MAX)
                .until(() -> !engine.isAlive()));
  }

  /** SIGKILL for the engine alone. */
  void killEngine() {
    List<ProcessHandle> engines = running().children().toList();
    assertThat(engines).isNotEmpty();
    engines.forEach(ProcessHandle::destroyForcibly);
  }

  String log() {
    try {
      return Files.exists(log) ? Files.readString(log) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Process running() {
    if (process == null) {
      throw new IllegalStateException("not started");
    }
    return process;
  }

  @Override
  public void close() {
    if (process != null && process.isAlive()) {
      process.destroy();
      if (!ended(process, READY_TIME_MAX)) {
        printThreads(process);
        process.destroyForcibly();
        throw new AssertionError("does not end on SIGTERM, its log and threads:\n" + log());
      }
    }
  }

  private static boolean ended(Process process, Duration atMost) {
    try {
      return process.waitFor(atMost);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Into its log, by SIGQUIT. */
  private static void printThreads(Process process) {
    try {
      Process signal = new ProcessBuilder("kill", "-QUIT", Long.toString(process.pid())).start();
      ended(signal, THREADS_PRINTED_TIME);
      ended(process, THREADS_PRINTED_TIME);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
