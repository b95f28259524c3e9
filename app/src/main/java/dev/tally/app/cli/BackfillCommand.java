package dev.tally.app.cli;

import dev.tally.aggregator.backfill.Backfills;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.Console;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** {@code tally backfill}, {@code tally backfill status | cancel}. */
@Command(
    name = "backfill",
    description = {
      "Computes metrics anew from raw events, in the Tally that runs: new metrics on old events,",
      "metrics that were changed, or after an import. Shows how far it is and ends with it; it goes",
      "on when this command is stopped. Ends with 1 when a backfill failed or was cancelled."
    },
    mixinStandardHelpOptions = true,
    subcommands = {BackfillCommand.Status.class, BackfillCommand.Cancel.class})
public final class BackfillCommand implements Callable<Integer> {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  private static final long POLL_NANOS = 500_000_000;
  private static final Set<String> OVER = Set.of("done", "cancelled", "failed");
  private static final int EXIT_NOT_DONE = 1;

  @Mixin private final CallerOptions caller = new CallerOptions();
  @Mixin private final SettingsOptions settings = new SettingsOptions();

  @Option(names = "--event", paramLabel = "TYPE", description = "Of one event type; else of all.")
  private String event = "";

  @Option(
      names = "--metric",
      paramLabel = "NAME",
      description = "This metric; may be repeated. Without, all.")
  private List<String> metrics = new ArrayList<>();

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "By event time: 2026-01-31, or 2026-01-31T12:00:00Z; whole days are computed.")
  private String from = "";

  @Option(names = "--until", paramLabel = "TIME", description = "Exclusive.")
  private String until = "";

  @Option(
      names = "--parallel",
      paramLabel = "N",
      description =
          "So many scans at once, 1 to " + Backfills.THREADS_MAX + "; default: ${DEFAULT-VALUE}.",
      defaultValue = "" + Backfills.THREADS_DEFAULT)
  private int parallel = Backfills.THREADS_DEFAULT;

  @Option(names = "--detach", description = "Ends at once.")
  private boolean detach;

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    RunningTally tally = caller.tally(settings.load());
    PrintWriter out = spec.commandLine().getOut();
    JsonNode started = tally.startBackfills(request());
    List<Long> ids =
        started.path("items").values().stream().map(i -> i.path("id").asLong()).toList();
    if (detach) {
      show(out, started, json);
      return 0;
    }
    List<JsonNode> ended = await(tally, ids, out);
    if (json) {
      out.println(JSON.writeValueAsString(ended));
    }
    out.flush();
    return ended.stream().allMatch(item -> item.path("state").asString().equals("done"))
        ? 0
        : EXIT_NOT_DONE;
  }

  private Map<String, Object> request() {
    Map<String, Object> request = new HashMap<>();
    request.put("eventType", event);
    request.put("metrics", metrics);
    time("--from", from).ifPresent(time -> request.put("from", time));
    time("--until", until).ifPresent(time -> request.put("until", time));
    request.put("parallel", parallel);
    return request;
  }

  private static Optional<String> time(String option, String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      Instant time =
          text.contains("T")
              ? Instant.parse(text)
              : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
      return Optional.of(time.toString());
    } catch (DateTimeParseException e) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID,
          "%s '%s' is no time: 2026-01-31, or 2026-01-31T12:00:00Z".formatted(option, text),
          e);
    }
  }

  /** One line that changes on a terminal; else a line for each state and tenth. */
  private List<JsonNode> await(RunningTally tally, List<Long> ids, PrintWriter out) {
    boolean isTerminal =
        !json && Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    Set<String> shown = new HashSet<>();
    List<JsonNode> ended = new ArrayList<>();
    for (long id : ids) {
      JsonNode now = tally.backfill(Long.toString(id));
      while (!OVER.contains(now.path("state").asString())) {
        if (isTerminal) {
          out.print("\r" + line(now) + "\u001b[K");
          out.flush();
        } else if (!json
            && shown.add(id + state(now) + (int) (now.path("progress").asDouble() * 10))) {
          out.println(line(now));
          out.flush();
        }
        LockSupport.parkNanos(POLL_NANOS);
        now = tally.backfill(Long.toString(id));
      }
      if (!json) {
        out.println((isTerminal ? "\r" : "") + line(now) + (isTerminal ? "\u001b[K" : ""));
        keptLines(now).forEach(out::println);
        out.flush();
      }
      ended.add(now);
    }
    return ended;
  }

  private static String state(JsonNode item) {
    return item.path("state").asString();
  }

  static String line(JsonNode item) {
    String error = item.path("error").asString("");
    return "%d  %s  %-11s %3.0f %%  %,d of %,d events read, points of %d of %d chunks written  (%s)%s"
        .formatted(
            item.path("id").asLong(),
            item.path("eventType").asString(),
            state(item),
            item.path("progress").asDouble() * 100,
            item.path("eventsRead").asLong(),
            item.path("events").asLong(),
            item.path("written").asInt(),
            item.path("chunks").asInt(),
            String.join(
                ", ", item.path("metrics").values().stream().map(JsonNode::asString).toList()),
            error.isEmpty() ? "" : ": " + error);
  }

  private static List<String> keptLines(JsonNode item) {
    return item.path("kept").values().stream()
        .map(
            span ->
                "   raw events have expired, states stay as they were: %s to %s"
                    .formatted(
                        span.path("from").asString("the beginning"),
                        span.path("until").asString("the end")))
        .toList();
  }

  private static void show(PrintWriter out, JsonNode answer, boolean json) {
    if (json) {
      out.println(JSON.writeValueAsString(answer));
    } else {
      for (JsonNode item : answer.path("items").values()) {
        out.println(line(item));
        keptLines(item).forEach(out::println);
      }
    }
    out.flush();
  }

  /** {@code tally backfill status}. */
  @Command(
      name = "status",
      description = "Shows backfills, the latest first.",
      mixinStandardHelpOptions = true)
  static final class Status implements Runnable {
    @Mixin private final CallerOptions caller = new CallerOptions();
    @Mixin private final SettingsOptions settings = new SettingsOptions();
    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Override
    public void run() {
      show(spec.commandLine().getOut(), caller.tally(settings.load()).backfill(""), json);
    }
  }

  /** {@code tally backfill cancel ID}. */
  @Command(
      name = "cancel",
      description = "Ends a backfill that has not changed anything yet.",
      mixinStandardHelpOptions = true)
  static final class Cancel implements Runnable {
    @Mixin private final CallerOptions caller = new CallerOptions();
    @Mixin private final SettingsOptions settings = new SettingsOptions();
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
        index = "0",
        paramLabel = "ID",
        description = "As `tally backfill status` shows it.")
    private long id;

    @Override
    public void run() {
      PrintWriter out = spec.commandLine().getOut();
      out.println(line(caller.tally(settings.load()).cancelBackfill(id)));
      out.flush();
    }
  }
}
