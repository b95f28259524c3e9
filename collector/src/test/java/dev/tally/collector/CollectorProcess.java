package dev.tally.collector;

import dev.tally.edl.registry.Catalog;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Endpoint;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** A collector in a JVM of its own, to be killed. */
final class CollectorProcess implements AutoCloseable {
  private static final String READY = "port ";

  private final Process process;
  private final int port;

  private CollectorProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static CollectorProcess start(Path journal, Endpoint engine) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx300m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                CollectorProcess.class.getName(),
                journal.toString(),
                engine.url().toString(),
                engine.user(),
                engine.password(),
                engine.database(),
                engine.viewsDatabase())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith(READY)) {
        int port = Integer.parseInt(line.substring(READY.length()));
        Thread.ofVirtual().start(() -> out.lines().forEach(System.out::println));
        return new CollectorProcess(process, port);
      }
      System.out.println(line);
    }
    throw new IOException("the collector's process ended");
  }

  int port() {
    return port;
  }

  /** SIGKILL. */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }

  public static void main(String[] arguments) throws InterruptedException {
    Endpoint engine =
        new Endpoint(
            URI.create(arguments[1]), arguments[2], arguments[3], arguments[4], arguments[5]);
    Collector collector =
        Collector.start(
            CollectorSettings.of(0, Path.of(arguments[0])),
            Catalog.of(List.of(Samples.CLICKED)),
            ClickHouse.connect(engine),
            new SimpleMeterRegistry(),
            Clock.systemUTC());
    Runtime.getRuntime().addShutdownHook(new Thread(collector::close));
    System.out.println(READY + collector.port());
    Thread.currentThread().join();
  }
}
