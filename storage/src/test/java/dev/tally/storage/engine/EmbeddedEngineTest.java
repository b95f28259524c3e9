package dev.tally.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.testing.TestEngine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class EmbeddedEngineTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path directory;

  @Test
  void itAnswersAndEndsAndKeepsItsDataAndPasswords() throws Exception {
    EngineSettings settings = settings();
    String password;
    try (EmbeddedEngine engine = EmbeddedEngine.start(settings);
        ClickHouse clickHouse = connect(engine)) {
      assertThat(clickHouse.isReady()).isTrue();
      clickHouse.execute("CREATE TABLE kept (n UInt64) ENGINE = MergeTree ORDER BY n");
      clickHouse.execute("INSERT INTO kept SELECT number FROM numbers(1000)");
      password = engine.endpoint().password();
      assertThat(engineProcesses()).as("what is looked for can be seen").isNotEmpty();
    }
    assertThat(engineProcesses()).isEmpty();
    try (EmbeddedEngine engine = EmbeddedEngine.start(settings);
        ClickHouse clickHouse = connect(engine)) {
      assertThat(engine.endpoint().password()).isEqualTo(password).hasSizeGreaterThan(40);
      assertThat(count(clickHouse, "SELECT count() AS n FROM kept")).isEqualTo(1000);
    }
  }

  @Test
  void nothingIsReadableByOthersAndOnlyLoopbackIsOpen() throws IOException {
    try (EmbeddedEngine engine = EmbeddedEngine.start(settings())) {
      for (String folder : List.of("config", "log", "store")) {
        assertThat(
                PosixFilePermissions.toString(
                    Files.getPosixFilePermissions(directory.resolve(folder))))
            .isEqualTo("rwx------");
      }
      for (String secret : List.of("tally.password", "analyst.password", "config/users.xml")) {
        assertThat(
                PosixFilePermissions.toString(
                    Files.getPosixFilePermissions(directory.resolve(secret))))
            .isEqualTo("rw-------");
      }
      assertThat(Files.readString(directory.resolve("config/users.xml")))
          .doesNotContain(engine.endpoint().password());
      assertThat(accepts(InetAddress.getLoopbackAddress(), engine)).isTrue();
      for (InetAddress address :
          InetAddress.getAllByName(InetAddress.getLocalHost().getHostName())) {
        if (!address.isLoopbackAddress()) {
          assertThat(accepts(address, engine)).as(address.toString()).isFalse();
        }
      }
    }
  }

  @Test
  void anEngineThatIsKilledComesBackOnItsPortsWithItsData() {
    try (EmbeddedEngine engine = EmbeddedEngine.start(settings());
        ClickHouse clickHouse = connect(engine);
        LogOf log = new LogOf(EmbeddedEngine.class)) {
      clickHouse.execute("CREATE TABLE kept (n UInt64) ENGINE = MergeTree ORDER BY n");
      clickHouse.execute("INSERT INTO kept SELECT number FROM numbers(1000)");
      long killed = engine.pid();
      kill(killed);
      await().atMost(PATIENCE).until(() -> engine.pid() != killed && clickHouse.isReady());
      assertThat(count(clickHouse, "SELECT count() AS n FROM kept")).isEqualTo(1000);
      assertThat(log.lines())
          .filteredOn(line -> line.contains("died"))
          .singleElement()
          .asString()
          .contains("engine " + killed + " died (status 137)");
    }
  }

  @Test
  void anEngineThatAnswersNothingIsKilledAndComesBack() {
    WatchSettings impatient = new WatchSettings(Duration.ofMillis(100), Duration.ofMillis(200), 3);
    try (EmbeddedEngine engine = EmbeddedEngine.start(settings(), impatient, new SecureRandom());
        ClickHouse clickHouse = connect(engine);
        LogOf log = new LogOf(EmbeddedEngine.class)) {
      long frozen = engine.pid();
      signal("STOP", frozen);
      await().atMost(PATIENCE).until(() -> engine.pid() != frozen && clickHouse.isReady());
      assertThat(log.lines()).anyMatch(line -> line.contains("answers no query any more"));
    }
  }

  @Test
  void theEngineEndsWhenItsParentIsKilled() throws Exception {
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                EngineParent.class.getName(),
                TestEngine.library().toString(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8))) {
      String said = out.readLine();
      while (said != null && !said.startsWith("engine ")) {
        said = out.readLine();
      }
      assertThat(said).isNotNull();
      ProcessHandle engine =
          ProcessHandle.of(Long.parseLong(String.valueOf(said).substring(7))).orElseThrow();
      parent.destroyForcibly();
      await().atMost(PATIENCE).until(() -> !engine.isAlive());
    } finally {
      parent.destroyForcibly();
    }
  }

  /**
   * So that Ctrl-C at a terminal, which every process of its session gets, does not end it first.
   */
  @Test
  void theEngineIsInASessionOfItsOwn() throws IOException {
    try (EmbeddedEngine engine = EmbeddedEngine.start(settings())) {
      String stat = Files.readString(Path.of("/proc/" + engine.pid() + "/stat"));
      String session = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[3];
      assertThat(session).isEqualTo(Long.toString(engine.pid()));
    }
  }

  @Test
  void aPortInUseIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertFails(
          ErrorCode.PORT_IN_USE,
          "port " + port + " on 127.0.0.1 is in use",
          () -> EmbeddedEngine.start(settings(port, 0)));
      assertFails(
          ErrorCode.PORT_IN_USE,
          "port " + port + " on 127.0.0.1 is in use",
          () -> EmbeddedEngine.start(settings(0, port)));
    }
  }

  @Test
  void aDataDirectoryHasOneEngine() {
    try (EmbeddedEngine engine = EmbeddedEngine.start(settings())) {
      assertFails(
          ErrorCode.ENGINE_UNAVAILABLE,
          "belongs to a running engine (process " + engine.pid() + ")",
          () -> EmbeddedEngine.start(settings()));
    }
  }

  @Test
  void aMissingLibraryIsNamed() {
    EngineSettings settings =
        new EngineSettings(
            directory.resolve("libchdb.so"), directory, 0, 0, EngineSettings.MEMORY_MIN_BYTES);
    assertFails(
        ErrorCode.ENGINE_MISSING,
        directory.resolve("libchdb.so") + ": run './tally up'",
        () -> EmbeddedEngine.start(settings));
  }

  @Test
  void aLibraryThatIsNoneIsSaidToBe() throws IOException {
    Path library = Files.writeString(directory.resolve("libchdb.so"), "not a library");
    EngineSettings settings =
        new EngineSettings(library, directory, 0, 0, EngineSettings.MEMORY_MIN_BYTES);
    assertFails(
        ErrorCode.ENGINE_FAILED, "Cannot open library", () -> EmbeddedEngine.start(settings));
  }

  @Test
  void withoutAPasswordNothingCanBeDone() {
    try (EmbeddedEngine engine = EmbeddedEngine.start(settings());
        ClickHouse owner = connect(engine);
        ClickHouse anybody =
            ClickHouse.connect(
                new dev.tally.storage.Endpoint(
                    engine.endpoint().url(), "default", "", "default", "events"))) {
      owner.execute("CREATE TABLE secrets (n UInt64) ENGINE = MergeTree ORDER BY n");
      for (String sql :
          List.of(
              "SELECT * FROM default.secrets",
              "SELECT * FROM file('/etc/passwd', 'LineAsString')",
              "SELECT * FROM url('http://127.0.0.1/', 'LineAsString')",
              "CREATE TABLE other (n UInt64) ENGINE = Memory",
              "CREATE USER other",
              "SYSTEM SHUTDOWN")) {
        assertFails(ErrorCode.ENGINE_FAILED, "error 497", () -> anybody.execute(sql));
      }
    }
  }

  private EngineSettings settings() {
    return settings(0, 0);
  }

  private EngineSettings settings(int httpPort, int tcpPort) {
    return new EngineSettings(
        TestEngine.library(), directory, httpPort, tcpPort, EngineSettings.MEMORY_MIN_BYTES);
  }

  private List<String> engineProcesses() {
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      return all.map(process -> process.info().commandLine().orElse(""))
          .filter(line -> line.contains(directory.toString()))
          .toList();
    }
  }

  private static ClickHouse connect(EmbeddedEngine engine) {
    return ClickHouse.connect(engine.endpoint().withDatabases("default", "events"));
  }

  private static long count(ClickHouse clickHouse, String sql) {
    return clickHouse.query(sql, Map.of(), row -> row.int64("n")).getFirst();
  }

  private static void kill(long pid) {
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
  }

  private static void signal(String name, long pid) {
    try {
      assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor())
          .isZero();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean accepts(InetAddress address, EmbeddedEngine engine) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, engine.endpoint().url().getPort()), 1_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void assertFails(ErrorCode code, String message, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            TallyException.class,
            e -> {
              assertThat(e.code()).as(e.getMessage()).isEqualTo(code);
              assertThat(e).hasMessageContaining(message);
              assertThat(e.getMessage()).doesNotContain("\n");
            });
  }

  /** What a class logs meanwhile. */
  private static final class LogOf implements AutoCloseable {
    private final Logger logger;
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

    LogOf(Class<?> type) {
      logger = (Logger) LoggerFactory.getLogger(type);
      appender.start();
      logger.addAppender(appender);
    }

    List<String> lines() {
      return List.copyOf(appender.list).stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Override
    public void close() {
      logger.detachAppender(appender);
    }
  }
}
