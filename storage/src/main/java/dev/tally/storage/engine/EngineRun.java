package dev.tally.storage.engine;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One life of the child process. */
final class EngineRun {
  private static final Logger log = LoggerFactory.getLogger(EngineRun.class);

  /** How long an engine may take to load its tables and open its ports. */
  static final Duration START_TIME_MAX = Duration.ofSeconds(60);

  /** How long an engine may take to end when it is told so. */
  private static final Duration STOP_TIME_MAX = Duration.ofSeconds(20);

  private static final int START_POLL_MS = 10;
  private static final Duration START_PROBE_TIME_MAX = Duration.ofSeconds(5);

  /** Of the process' own output, in one of our lines. */
  private static final int LINES_MAX = 3;

  private static final int LINE_LENGTH_MAX = 500;

  private final EngineFiles files;
  private final Process process;
  private final URI ping;
  private final String authorization;

  private EngineRun(EngineFiles files, Process process, URI ping, String authorization) {
    this.files = files;
    this.process = process;
    this.ping = ping;
    this.authorization = authorization;
  }

  /** Starts the process; it is not ready yet. */
  static EngineRun spawn(
      EngineFiles files, Path library, int httpPort, int tcpPort, String password) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx48m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-XX:ErrorFile=" + files.directory().resolve("log/crash.log"),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            codeLocation(),
            EngineProcess.class.getName()));
    command.addAll(
        List.of(
            library.toString(),
            files.lock().toString(),
            files.store().toString(),
            "--config-file=" + files.config(),
            // The configuration's own level is not looked at.
            "--log-level=information",
            "--http_port=" + httpPort,
            "--tcp_port=" + tcpPort,
            "--queries-file=" + files.boot(),
            // Standard input is the second file of queries: it never ends while we live.
            "--queries-file=/dev/stdin"));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(files.directory().toFile())
            .redirectErrorStream(true)
            .redirectOutput(files.processLog().toFile());
    // Nothing of our environment is the engine's business: options for JVMs, keys, proxies.
    builder.environment().clear();
    try {
      String credentials = "tally:" + password;
      return new EngineRun(
          files,
          builder.start(),
          URI.create("http://127.0.0.1:" + httpPort + "/?query=SELECT%201"),
          "Basic "
              + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new TallyException(
          ErrorCode.ENGINE_FAILED, "can't start the engine's process: " + e.getMessage(), e);
    }
  }

  Process process() {
    return process;
  }

  /**
   * Returns when the engine answers.
   *
   * @throws TallyException saying why it does not; the process has ended then
   */
  void awaitReady(int httpPort, int tcpPort) throws InterruptedException {
    long deadline = System.nanoTime() + START_TIME_MAX.toNanos();
    while (!probe(START_PROBE_TIME_MAX)) {
      if (process.waitFor(START_POLL_MS, TimeUnit.MILLISECONDS)) {
        throw diagnose(httpPort, tcpPort);
      }
      if (System.nanoTime() > deadline) {
        kill();
        throw new TallyException(
            ErrorCode.ENGINE_UNAVAILABLE,
            "the engine in %s did not answer within %d s: %s"
                .formatted(files.directory(), START_TIME_MAX.toSeconds(), lastWords()));
      }
    }
  }

  /** Whether the engine answers a query. */
  boolean probe(Duration timeMax) {
    try {
      HttpURLConnection connection = (HttpURLConnection) ping.toURL().openConnection();
      connection.setConnectTimeout((int) timeMax.toMillis());
      connection.setReadTimeout((int) timeMax.toMillis());
      connection.setRequestProperty("Authorization", authorization);
      // An ending engine waits 5 s for connections that are open, idle ones too.
      connection.setRequestProperty("Connection", "close");
      try (var in = connection.getInputStream()) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip().equals("1");
      }
    } catch (IOException e) {
      return false;
    }
  }

  /** Ends the process in order, or by force when it takes too long. */
  void stop() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      log.debug("closing the engine's standard input", e);
    }
    try {
      if (!process.waitFor(STOP_TIME_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn(
            "engine {} did not end within {} s and is killed",
            process.pid(),
            STOP_TIME_MAX.toSeconds());
        kill();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }

  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** The end of what the process said in this life, in one line. */
  Optional<String> said() {
    try (Stream<String> lines = Files.lines(files.processLog(), StandardCharsets.ISO_8859_1)) {
      List<String> said =
          lines.filter(line -> !line.isBlank() && !line.startsWith("Logging ")).toList();
      String words =
          String.join(" | ", said.subList(Math.max(0, said.size() - LINES_MAX), said.size()));
      return words.isEmpty()
          ? Optional.empty()
          : Optional.of(words.substring(0, Math.min(words.length(), LINE_LENGTH_MAX)));
    } catch (IOException | UncheckedIOException e) {
      log.debug("reading {}", files.processLog(), e);
      return Optional.empty();
    }
  }

  /** What it said, or where to look when it said nothing. */
  String lastWords() {
    return said().orElseGet(() -> "it said nothing; see " + files.errorLog());
  }

  private TallyException diagnose(int httpPort, int tcpPort) {
    String words = lastWords();
    if (process.exitValue() == EngineProcess.EXIT_LOCKED) {
      return new TallyException(
          ErrorCode.ENGINE_UNAVAILABLE,
          "data directory %s belongs to a running engine (process %s): stop it or name another"
              .formatted(files.directory(), owner()));
    }
    if (words.contains("Address already in use")) {
      return Ports.inUse(words.contains(":" + tcpPort) ? tcpPort : httpPort);
    }
    if (words.contains("No space left on device")) {
      return new TallyException(
          ErrorCode.DISK_FULL,
          "no space left for the engine in " + files.directory() + ": free some");
    }
    return new TallyException(
        ErrorCode.ENGINE_FAILED,
        "the engine ended while starting (status %d): %s".formatted(process.exitValue(), words));
  }

  private String owner() {
    try {
      return Files.readString(files.lock()).strip();
    } catch (IOException e) {
      return "unknown";
    }
  }

  /** The jar or folder of classes that this class came from: all that the child needs. */
  private static String codeLocation() {
    try {
      return Path.of(
              EngineProcess.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
