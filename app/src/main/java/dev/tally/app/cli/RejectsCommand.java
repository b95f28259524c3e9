package dev.tally.app.cli;

import dev.tally.edl.model.Durations;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** {@code tally rejects list | show | replay}. */
@Command(
    name = "rejects",
    description = "The events that were rejected by the Tally that runs, and their replay.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      RejectsCommand.ListRejects.class,
      RejectsCommand.Show.class,
      RejectsCommand.Replay.class,
    })
public final class RejectsCommand {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  RejectsCommand() {}

  /** Which rejects are meant. */
  static final class Filter {
    @Option(names = "--event", paramLabel = "TYPE", description = "Full name of an event type.")
    private String event = "";

    @Option(names = "--code", paramLabel = "CODE", description = "Such as ATTRIBUTE_INVALID.")
    private String code = "";

    @Option(
        names = "--since",
        paramLabel = "TIME",
        description = "2026-01-31T12:00:00Z, or so long ago: 90s, 2h, 7d.")
    private String since = "";

    @Option(names = "--limit", paramLabel = "N", description = "At most so many.")
    private int limit;

    Map<String, Object> request() {
      Map<String, Object> request = new HashMap<>();
      request.put("event", event);
      request.put("code", code);
      request.put("since", sinceTime());
      request.put("limit", limit);
      return request;
    }

    Map<String, String> query() {
      return Map.of(
          "event",
          event,
          "code",
          code,
          "since",
          sinceTime(),
          "limit",
          limit == 0 ? "" : Integer.toString(limit));
    }

    private String sinceTime() {
      if (since.isEmpty()) {
        return "";
      }
      try {
        return Durations.parse(since)
            .map(ago -> Clock.systemUTC().instant().minus(ago))
            .orElseGet(() -> Instant.parse(since))
            .toString();
      } catch (DateTimeParseException e) {
        throw new TallyException(
            ErrorCode.REQUEST_INVALID,
            "--since '" + since + "' is no time: 2026-01-31T12:00:00Z, or 2h",
            e);
      }
    }
  }

  /** {@code tally rejects list}. */
  @Command(
      name = "list",
      description = "Shows rejects, the latest first; 100 of them, where no limit says otherwise.",
      mixinStandardHelpOptions = true)
  static final class ListRejects implements Runnable {
    @Mixin private final CallerOptions caller = new CallerOptions();
    @Mixin private final SettingsOptions settings = new SettingsOptions();
    @Mixin private final Filter filter = new Filter();
    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(names = "--summary", description = "Counts by event type and code.")
    private boolean summary;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Override
    public void run() {
      JsonNode answer =
          caller.tally(settings.load()).rejects(summary ? "/summary" : "", filter.query());
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(JSON.writeValueAsString(answer.path("items")));
      } else {
        answer.path("items").forEach(item -> out.println(summary ? count(item) : line(item)));
      }
      out.flush();
    }

    private static String line(JsonNode item) {
      String attribute = item.path("attribute").asString();
      return "%s  %s  %s %s%s: %s  [%s]"
          .formatted(
              item.path("received").asString(),
              item.path("id").asString(),
              item.path("eventType").asString(),
              item.path("code").asString(),
              attribute.isEmpty() ? "" : " " + attribute,
              item.path("reason").asString(),
              item.path("state").asString());
    }

    private static String count(JsonNode item) {
      return "%-40s %-20s %,10d rejected, %,d of them stored since; last %s"
          .formatted(
              item.path("eventType").asString(),
              item.path("code").asString(),
              item.path("rejected").asLong(),
              item.path("stored").asLong(),
              item.path("last").asString());
    }
  }

  /** {@code tally rejects show ID}. */
  @Command(
      name = "show",
      description = "Shows one reject as JSON: its payload, read as far as possible, and in hex.",
      mixinStandardHelpOptions = true)
  static final class Show implements Runnable {
    @Mixin private final CallerOptions caller = new CallerOptions();
    @Mixin private final SettingsOptions settings = new SettingsOptions();
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "ID", description = "As `tally rejects list` shows it.")
    private String id = "";

    @Override
    public void run() {
      JsonNode answer = caller.tally(settings.load()).rejects("/" + id, Map.of());
      PrintWriter out = spec.commandLine().getOut();
      out.println(JSON.writeValueAsString(answer));
      out.flush();
    }
  }

  /** {@code tally rejects replay}. */
  @Command(
      name = "replay",
      description = {
        "Puts rejects through the collector again, by the latest revision of their event types.",
        "Each is stored once, however often this is run. Ends with 1 when some are rejected again."
      },
      mixinStandardHelpOptions = true)
  static final class Replay implements Callable<Integer> {
    @Mixin private final CallerOptions caller = new CallerOptions();
    @Mixin private final SettingsOptions settings = new SettingsOptions();
    @Mixin private final Filter filter = new Filter();
    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Override
    public Integer call() {
      JsonNode answer = caller.tally(settings.load()).replayRejects(filter.request());
      PrintWriter out = spec.commandLine().getOut();
      JsonNode rejected = answer.path("rejected");
      long unpublished = answer.path("unpublished").asLong();
      if (json) {
        out.println(JSON.writeValueAsString(answer));
      } else {
        out.printf("%,d stored%n", answer.path("stored").asLong());
        rejected
            .properties()
            .forEach(
                entry ->
                    out.printf(
                        "%,d rejected again: %s%n", entry.getValue().asLong(), entry.getKey()));
        if (unpublished > 0) {
          out.printf("%,d left: no event type of their name is published%n", unpublished);
        }
      }
      out.flush();
      return rejected.isEmpty() && unpublished == 0 ? 0 : 1;
    }
  }
}
