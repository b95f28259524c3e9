package dev.tally.app.cli;

import dev.tally.app.service.EnginePlace;
import dev.tally.storage.ClickHouse;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tally sql QUERY}. */
@Command(
    name = "sql",
    description =
        "Runs one query on the running engine, read-only and within the analyst's limits.",
    mixinStandardHelpOptions = true)
public final class SqlCommand implements Callable<Integer> {
  @Mixin private final SettingsOptions settings = new SettingsOptions();

  @Option(names = "--json", description = "One JSON object a line.")
  private boolean json;

  @Parameters(index = "0", paramLabel = "QUERY", description = "SELECT, SHOW, DESCRIBE or EXPLAIN.")
  private String query = "";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    try (ClickHouse clickHouse = ClickHouse.connect(EnginePlace.forQueries(settings.load()))) {
      clickHouse.read(
          query,
          Map.of(),
          json ? "JSONEachRow" : "PrettyCompactMonoBlock",
          stream -> {
            PrintWriter out = spec.commandLine().getOut();
            return new InputStreamReader(stream, StandardCharsets.UTF_8).transferTo(out);
          });
    }
    spec.commandLine().getOut().flush();
    return 0;
  }
}
