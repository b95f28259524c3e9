package dev.tally.app.cli;

import dev.tally.app.Tally;
import dev.tally.app.config.Settings;
import dev.tally.app.config.Settings.Engine;
import dev.tally.app.config.Settings.Secret;
import dev.tally.app.service.Pipeline;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Commands that are run beside a Tally that they find by its port. */
final class TallyShell implements AutoCloseable {
  private static final int ANY_PORT = 0;
  private static final long ENGINE_MEMORY_BYTES = 1L << 30;

  private final Pipeline pipeline;
  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();

  private TallyShell(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  static TallyShell start(Path data) {
    return new TallyShell(
        Pipeline.start(
            new Settings(
                data,
                "127.0.0.1",
                Settings.Ingest.of(ANY_PORT),
                new Settings.Http(ANY_PORT),
                new Engine.Embedded(ANY_PORT, ANY_PORT, ENGINE_MEMORY_BYTES),
                new Settings.Metadata(
                    "jdbc:h2:file:" + data.resolve("metadata"), "tally", new Secret("")),
                Map.of()),
            Clock.systemUTC()));
  }

  /** Of the web UI. */
  String address() {
    return pipeline.httpAddress();
  }

  /** Returns the exit code. */
  int run(String command, String... arguments) {
    List<String> all = new ArrayList<>(List.of(command.split(" ")));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--set", "http.port=" + URI.create(address()).getPort()));
    return runAsIs(all.toArray(String[]::new));
  }

  /** Without the port. */
  int runAsIs(String... arguments) {
    out = new StringWriter();
    err = new StringWriter();
    return Tally.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  /** Of the last command. */
  String out() {
    return out.toString();
  }

  /** Of the last command. */
  String err() {
    return err.toString();
  }

  @Override
  public void close() {
    pipeline.close();
  }
}
