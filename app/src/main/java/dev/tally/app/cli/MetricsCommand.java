package dev.tally.app.cli;

import dev.tally.aggregator.cost.CostReader;
import dev.tally.aggregator.cost.EventTypeCost;
import dev.tally.app.config.Settings;
import dev.tally.app.service.EnginePlace;
import dev.tally.edl.model.EdlFile;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Revision;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code tally metrics plan} and its siblings. */
@Command(
    name = "metrics",
    description = "The metrics that are declared, and what they cost.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {MetricsCommand.Plan.class, CardinalityCommand.class, EvictCommand.class})
public final class MetricsCommand {
  MetricsCommand() {}

  /** {@code tally metrics plan [EDL_DIR]}. */
  @Command(
      name = "plan",
      description = {
        "Shows the statements of metrics, what they read and how many series they make, by the",
        "raw rows of one day. Of the event types that are published, or of a folder before that.",
        "Nothing is written."
      },
      mixinStandardHelpOptions = true)
  static final class Plan implements Callable<Integer> {
    private static final int EXIT_REFUSED = 1;

    @Mixin private final SettingsOptions settings = new SettingsOptions();

    @Option(
        names = "--day",
        paramLabel = "DATE",
        description = "By the rows received on this day, UTC; default: today.")
    private String day = "";

    @Option(
        names = "--sample",
        paramLabel = "ROWS",
        description = {
          "Runs each statement over so many rows of the day, for the time that all of them take;",
          "at most " + CostReader.SAMPLE_ROWS_MAX + "."
        })
    private int sample;

    @Option(names = "--event-type", paramLabel = "NAME", description = "Of one event type.")
    private String eventType = "";

    @Option(names = "--statements", description = "With the SQL; --json always has it.")
    private boolean statements;

    @Option(names = "--json", description = "One JSON object.")
    private boolean json;

    @Parameters(
        index = "0",
        arity = "0..1",
        paramLabel = "EDL_DIR",
        description = "Folder of .proto files; what is published when absent.")
    private @Nullable Path folder;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
      Settings loaded = settings.load();
      LocalDate date = date();
      checkSample();
      Optional<List<EventType>> types = eventTypes(loaded);
      if (types.isEmpty()) {
        return EXIT_REFUSED;
      }
      PrintWriter out = spec.commandLine().getOut();
      try (ClickHouse clickHouse = ClickHouse.connect(EnginePlace.forQueries(loaded))) {
        CostReader reader = new CostReader(clickHouse);
        List<EventTypeCost> costs =
            types.get().stream().map(type -> reader.read(type, date, sample)).toList();
        if (json) {
          out.println(
              new JsonMapper()
                  .writeValueAsString(Map.of("day", date.toString(), "eventTypes", costs)));
        } else {
          new CostText(out, statements).print(date, costs);
        }
        return 0;
      } finally {
        out.flush();
      }
    }

    /** Those with metrics, by name; empty when the folder has problems, which were printed. */
    private Optional<List<EventType>> eventTypes(Settings loaded) {
      Optional<List<EventType>> found =
          folder == null
              ? Optional.of(
                  PublishedCatalog.read(loaded).latest().stream().map(Revision::eventType).toList())
              : EdlFolder.load(folder, spec.commandLine().getErr())
                  .map(
                      files ->
                          files.stream().map(EdlFile::eventTypes).flatMap(List::stream).toList());
      return found.map(
          types ->
              types.stream()
                  .filter(type -> !type.metrics().isEmpty())
                  .filter(type -> eventType.isEmpty() || type.name().equals(eventType))
                  .sorted(Comparator.comparing(EventType::name))
                  .toList());
    }

    private LocalDate date() {
      try {
        return day.isEmpty()
            ? LocalDate.now(Clock.systemUTC().withZone(ZoneOffset.UTC))
            : LocalDate.parse(day);
      } catch (DateTimeParseException e) {
        throw new TallyException(
            ErrorCode.REQUEST_INVALID, "--day '" + day + "' is no date: 2026-01-31", e);
      }
    }

    private void checkSample() {
      if (sample < 0 || sample > CostReader.SAMPLE_ROWS_MAX) {
        throw new TallyException(
            ErrorCode.REQUEST_INVALID,
            "--sample must be 0 to %,d rows".formatted(CostReader.SAMPLE_ROWS_MAX));
      }
    }
  }
}
