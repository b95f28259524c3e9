package dev.tally.app.cli;

import java.io.PrintWriter;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** {@code tally metrics cardinality}. */
@Command(
    name = "cardinality",
    description = {
      "Shows what makes the most series and states in the Tally that runs, and which dimensions",
      "have more values than have series of their own: the others add up as __other__."
    },
    mixinStandardHelpOptions = true)
final class CardinalityCommand implements Runnable {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  @Mixin private final CallerOptions caller = new CallerOptions();
  @Mixin private final SettingsOptions settings = new SettingsOptions();

  @Option(
      names = "--day",
      paramLabel = "DATE",
      description = "What is beyond, by the rows received on this day, UTC; default: today.")
  private String day = "";

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "Metrics and dimension sets; default: ${DEFAULT-VALUE}.")
  private int limit;

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    JsonNode answer = caller.tally(settings.load()).cardinality(day, limit);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(JSON.writeValueAsString(answer));
    } else {
      print(out, answer);
    }
    out.flush();
  }

  private static void print(PrintWriter out, JsonNode answer) {
    JsonNode cardinality = answer.path("cardinality");
    out.printf(
        "%-30s %-24s %9s %9s %9s %12s   of %s%n",
        "event type", "dimension", "series", "at most", "seen", "", answer.path("day").asString());
    for (JsonNode item : cardinality.path("dimensions").values()) {
      out.printf(
          "%-30s %-24s %,9d %,9d %9s %12s   %s%n",
          item.path("eventType").asString(),
          item.path("dimension").asString(),
          item.path("admitted").asLong(),
          item.path("valuesMax").asLong(),
          seen(item),
          mark(item),
          beyond(item));
    }
    out.printf("%n%-30s %-24s %-32s %12s %15s%n", "event type", "metric", "by", "series", "states");
    for (JsonNode item : cardinality.path("metrics").values()) {
      String set =
          item.path("dimensionSet").values().stream()
              .map(JsonNode::asString)
              .collect(Collectors.joining(", "));
      out.printf(
          "%-30s %-24s %-32s %,12d %,15d%n",
          item.path("eventType").asString(),
          item.path("metric").asString(),
          set.isEmpty() ? "overall" : set,
          item.path("series").asLong(),
          item.path("states").asLong());
    }
    long more = cardinality.path("more").asLong();
    if (more > 0) {
      out.printf("and %,d more; see --limit%n", more);
    }
  }

  private static String seen(JsonNode item) {
    String about = item.path("isObservedExact").asBoolean() ? "" : "~";
    return about + "%,d".formatted(item.path("observed").asLong());
  }

  /** How much of what it may have a dimension had on the day. */
  private static String mark(JsonNode item) {
    long percent = item.path("observed").asLong() * 100 / item.path("valuesMax").asLong();
    return switch (item.path("use").asString()) {
      case "OVER" -> percent + " % OVER";
      case "NEAR" -> percent + " % near";
      default -> percent + " %";
    };
  }

  private static String beyond(JsonNode item) {
    return item.path("isFull").asBoolean()
        ? "full: %,d values, %,d events in __other__"
            .formatted(item.path("otherValues").asLong(), item.path("otherEvents").asLong())
        : "";
  }
}
