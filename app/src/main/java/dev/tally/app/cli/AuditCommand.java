package dev.tally.app.cli;

import dev.tally.app.service.EnginePlace;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.statement.SelectLossAudit;
import dev.tally.storage.statement.SelectLossAudit.Cell;
import dev.tally.storage.statement.SelectLossAudit.Counts;
import dev.tally.storage.statement.SelectLossAudit.Total;
import dev.tally.web.answer.AuditAnswer;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code tally audit}. */
@Command(
    name = "audit",
    description =
        "Holds what producers created against what is stored, and lists what nothing explains.",
    mixinStandardHelpOptions = true,
    footer = {"", "Exit code: 0 when nothing is missing, 1 when something is."})
public final class AuditCommand implements Callable<Integer> {
  /** Something is missing, or there twice. */
  static final int EXIT_MISSING = 1;

  private static final int SHOWN_MAX = 1_000;

  private static final String HEAD =
      "%14s %12s %10s %10s %10s %14s %10s %10s"
          .formatted(
              "created", "dropped", "pending", "rejected", "shed", "stored", "missing", "repeated");

  @Mixin private final SettingsOptions settings = new SettingsOptions();

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "How far back, as in 90s, 30m, 1h, 2d, or a time; default: ${DEFAULT-VALUE}.")
  private String since = "1h";

  @Option(names = "--producer", paramLabel = "UUID", description = "Of one producer.")
  private @Nullable UUID producer;

  @Option(names = "--event-type", paramLabel = "NAME", description = "Of one event type.")
  private String eventType = "";

  @Option(names = "--all", description = "Also rows in which nothing is missing.")
  private boolean all;

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    SelectLossAudit.Scope scope =
        new SelectLossAudit.Scope(
            time(since, Instant.now()), Optional.ofNullable(producer), eventType);
    try (ClickHouse clickHouse = ClickHouse.connect(EnginePlace.forQueries(settings.load()))) {
      AuditAnswer audit = AuditAnswer.of(new SelectLossAudit(clickHouse), scope, all, SHOWN_MAX);
      if (json) {
        out.println(new JsonMapper().writeValueAsString(audit));
      } else {
        print(audit, out);
      }
      return audit.unexplained() == 0 ? 0 : EXIT_MISSING;
    } finally {
      out.flush();
    }
  }

  static Instant time(String text, Instant now) {
    try {
      String upper = text.toUpperCase(Locale.ROOT);
      if (upper.endsWith("Z")) {
        return Instant.parse(upper);
      }
      return now.minus(Duration.parse(upper.endsWith("D") ? "P" + upper : "PT" + upper));
    } catch (DateTimeParseException e) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID,
          "--since is '%s': write 90s, 30m, 1h or 2d, or a time as 2001-03-04T05:06:07Z"
              .formatted(text),
          e);
    }
  }

  private static void print(AuditAnswer audit, PrintWriter out) {
    if (!audit.rows().isEmpty()) {
      out.printf("%-17s %-36s %-10s %s %s%n", "minute", "producer", "state", HEAD, "event type");
      for (Cell row : audit.rows()) {
        out.printf(
            "%.16sZ %-36s %-10s %s %s%n",
            row.minute(), row.producer(), row.state(), columns(row.counts()), row.eventType());
      }
      out.println();
    }
    out.printf("%9s %7s %s %s%n", "producers", "silent", HEAD, "event type");
    for (Total total : audit.eventTypes()) {
      out.printf(
          "%,9d %,7d %s %s%n",
          total.producers(), total.silent(), columns(total.counts()), total.eventType());
    }
    out.println();
    out.println(verdict(audit));
  }

  private static String columns(Counts counts) {
    return "%,14d %,12d %,10d %,10d %,10d %,14d %,10d %,10d"
        .formatted(
            counts.created(),
            counts.dropped(),
            counts.pending(),
            counts.rejected(),
            counts.shed(),
            counts.stored(),
            counts.missing(),
            counts.repeated());
  }

  private static String verdict(AuditAnswer audit) {
    if (audit.eventTypes().isEmpty()) {
      return "Nothing was created since %s.".formatted(audit.since());
    }
    return audit.unexplained() == 0
        ? "Every event since %s is accounted for.".formatted(audit.since())
        : "Since %s, %,d rows are not accounted for.".formatted(audit.since(), audit.unexplained());
  }
}
