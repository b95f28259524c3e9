package dev.tally.app.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** {@code tally sizes}. */
@Command(
    name = "sizes",
    description = {
      "Shows what the Tally that runs keeps, raw events, states and series by event type and",
      "resolution: rows, bytes on disk (a table's by share of rows), since when and for how long."
    },
    mixinStandardHelpOptions = true)
public final class SizesCommand implements Runnable {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  private static final int DATE_CHARS = 10;

  @Mixin private final CallerOptions caller = new CallerOptions();
  @Mixin private final SettingsOptions settings = new SettingsOptions();

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    JsonNode sizes = caller.tally(settings.load()).sizes();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(JSON.writeValueAsString(sizes));
    } else {
      print(out, sizes);
    }
    out.flush();
  }

  private static void print(PrintWriter out, JsonNode sizes) {
    for (JsonNode item : sizes.path("kept").values()) {
      String retention = item.path("retention").asString("");
      out.printf(
          "%-30s %-17s %4s %,15d rows %,15d bytes  since %s, kept %s%n",
          item.path("eventType").asString(),
          item.path("table").asString(),
          item.path("resolution").asString(),
          item.path("rows").asLong(),
          item.path("bytes").asLong(),
          date(item.path("since").asString()),
          retention.isEmpty() ? "for ever" : retention);
    }
    out.println();
    for (JsonNode item : sizes.path("tables").values()) {
      out.printf(
          "%-30s %,15d rows %,15d bytes%n",
          item.path("name").asString(), item.path("rows").asLong(), item.path("bytes").asLong());
    }
  }

  private static String date(String time) {
    return time.substring(0, Math.min(DATE_CHARS, time.length()));
  }
}
