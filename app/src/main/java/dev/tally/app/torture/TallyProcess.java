package dev.tally.app.torture;

import dev.tally.app.service.Folders;
import dev.tally.error.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code tally up} or {@code tally demo} as a process of its own, which can be killed and started
 * again on the same ports.
 */
public final class TallyProcess implements AutoCloseable {
  private static final String ERROR = "tally: ";

  /** How the last error of a log ends when a start found no room. */
  private static final String DISK_FULL = "[" + ErrorCode.DISK_FULL + "]";

  private static final Duration READY_TIME_MAX = Duration.ofSeconds(60);
  private static final Duration THREADS_PRINTED_TIME = Duration.ofSeconds(2);

  private final Path data;
  private final List<String> arguments;
  private final Path log;
  private final int ingestPort = Ports.next();
  private final int httpPort = Ports.next();
  private final int engineHttpPort = Ports.next();
  private final int engineTcpPort = Ports.next();
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<String> settings = new ArrayList<>();
  private final Map<String, String> environment = new HashMap<>();
  private List<String> extra = List.of();
  private @Nullable Process process;

  /**
   * Not started yet.
   *
   * @param command "up", or another that serves
   */
  public TallyProcess(Path data, String... command) {
    this.data = data;
    this.arguments = List.of(command);
    this.log = data.resolveSibling("tally-" + httpPort + ".log");
  }

  int ingestPort() {
    return ingestPort;
  }

  public String ingestTarget() {
    return "127.0.0.1:" + ingestPort;
  }

  public URI address(String path) {
    return URI.create("http://127.0.0.1:" + httpPort + path);
  }

  public int engineHttpPort() {
    return engineHttpPort;
  }

  /** The arguments of another command on the same installation. */
  public String[] command(String name, String... more) {
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
  public void set(String... more) {
    settings.addAll(List.of(more));
  }

  /** Of the next start, behind those of the command. */
  void arguments(String... more) {
    extra = List.of(more);
  }

  public void environment(Map<String, String> more) {
    environment.putAll(more);
  }

  public void start() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Xmx512m"));
    command.addAll(
        List.of(
            "-Dtally.root=" + Folders.root(),
            "-cp",
            System.getProperty("java.class.path"),
            "dev.tally.app.Tally"));
    command.addAll(arguments);
    command.addAll(extra);
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
  public void awaitLine(String begin, Duration atMost) {
    await("no line «" + begin + "»", atMost, () -> ended() || hasLine(begin));
    require(hasLine(begin), "ended");
  }

  private boolean hasLine(String begin) {
    return log().lines().anyMatch(line -> line.startsWith(begin));
  }

  /** Waits until it takes and stores events. */
  public void awaitReady() {
    await("is not ready", READY_TIME_MAX, () -> ended() || answers("/readyz"));
    require(!ended(), "ended");
  }

  /** Waits until it takes events, wherever the engine is. */
  void awaitHealthy() {
    await("does not answer", READY_TIME_MAX, () -> ended() || answers("/healthz"));
    require(!ended(), "ended");
  }

  /** Whether it takes events, or ended because its disk is full, as it should then. */
  boolean comesUp() {
    await("does not answer", READY_TIME_MAX, () -> ended() || answers("/healthz"));
    boolean isDiskFull =
        log()
            .lines()
            .filter(line -> line.startsWith(ERROR))
            .reduce((_, last) -> last)
            .orElse("")
            .endsWith(DISK_FULL);
    require(!ended() || isDiskFull, "ended");
    return !ended();
  }

  /** Whether it ended by itself, or was killed. */
  boolean ended() {
    return !running().isAlive();
  }

  private boolean answers(String path) {
    try {
      return get(path).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private void await(String otherwise, Duration atMost, BooleanSupplier condition) {
    require(Patience.await(condition, atMost), otherwise);
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException(
          "tally %s %s, its log:%n%s".formatted(arguments, otherwise, log()));
    }
  }

  public HttpResponse<String> get(String path) throws IOException {
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
  public void kill() {
    List<ProcessHandle> engines = running().children().toList();
    running().destroyForcibly();
    await("survives SIGKILL", READY_TIME_MAX, this::ended);
    await(
        "leaves its engine behind",
        READY_TIME_MAX,
        () -> engines.stream().noneMatch(ProcessHandle::isAlive));
  }

  void killIfStarted() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  /** SIGKILL for the engine alone. */
  public void killEngine() {
    List<ProcessHandle> engines = running().children().toList();
    require(!engines.isEmpty(), "has no engine");
    engines.forEach(ProcessHandle::destroyForcibly);
  }

  public String log() {
    try {
      return Files.exists(log) ? Files.readString(log) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Process running() {
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
        throw new IllegalStateException("does not end on SIGTERM, its log and threads:\n" + log());
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
}
