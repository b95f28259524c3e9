package dev.tally.app.cli;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code tally proposals list | show | approve | …}: review from a shell. */
@Command(
    name = "proposals",
    description = "Proposals of the Tally that runs: reads, reviews, merges and withdraws them.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ProposalsCommand.ListProposals.class,
      ProposalsCommand.Show.class,
      ProposalsCommand.Approve.class,
      ProposalsCommand.RequestChanges.class,
      ProposalsCommand.Say.class,
      ProposalsCommand.Merge.class,
      ProposalsCommand.Withdraw.class,
    })
public final class ProposalsCommand {
  ProposalsCommand() {}

  /** Asks Tally, and prints the answer. */
  abstract static class Asking implements Runnable {
    @Mixin private final CallerOptions caller = new CallerOptions();
    @Mixin private final SettingsOptions settings = new SettingsOptions();
    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(names = "--json", description = "As the HTTP API answers.")
    private boolean json;

    abstract JsonNode ask(RunningTally tally);

    abstract void print(JsonNode answer, RunningTally tally, PrintWriter out);

    @Override
    public final void run() {
      RunningTally tally = caller.tally(settings.load());
      JsonNode answer = ask(tally);
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(answer);
      } else {
        print(answer, tally, out);
      }
      out.flush();
    }
  }

  /** {@code tally proposals list}. */
  @Command(
      name = "list",
      description = "Shows open proposals, the newest first, and what each lacks.",
      mixinStandardHelpOptions = true)
  static final class ListProposals extends Asking {
    @Option(
        names = "--state",
        paramLabel = "STATE",
        defaultValue = "open",
        description = "open, merged, published, withdrawn, or all. Default: open.")
    private String state = "";

    @Option(names = "--author", paramLabel = "NAME", description = "Of one person.")
    private String author = "";

    @Option(
        names = "--waiting-for",
        paramLabel = "NAME",
        description = "That lack somebody's approval.")
    private String waitingFor = "";

    @Option(
        names = "--limit",
        paramLabel = "N",
        defaultValue = "50",
        description = "At most so many, up to 200. Default: 50.")
    private int limit;

    @Override
    JsonNode ask(RunningTally tally) {
      String asked = state.toLowerCase(Locale.ROOT);
      return tally.proposals(
          Map.of(
              "state",
              asked.equals("all") ? "" : asked,
              "author",
              author,
              "waitingFor",
              waitingFor,
              "limit",
              Integer.toString(limit)));
    }

    @Override
    void print(JsonNode answer, RunningTally tally, PrintWriter out) {
      ProposalText.list(answer).forEach(out::println);
    }
  }

  /** Does something with one proposal. */
  abstract static class OfOne extends Asking {
    @Parameters(index = "0", paramLabel = "ID", description = "As `tally proposals list` shows it.")
    private int id;

    final int id() {
      return id;
    }

    @Override
    void print(JsonNode answer, RunningTally tally, PrintWriter out) {
      ProposalText.summary(answer.path("proposal"), tally.page(id)).forEach(out::println);
    }

    final int lastRound(RunningTally tally) {
      return tally.proposal(id).path("proposal").path("rounds").asInt();
    }
  }

  /** {@code tally proposals show ID}. */
  @Command(
      name = "show",
      description = "Shows a proposal: rounds, what the checks say, approvals, reviews, comments.",
      mixinStandardHelpOptions = true)
  static final class Show extends OfOne {
    @Override
    JsonNode ask(RunningTally tally) {
      return tally.proposal(id());
    }

    @Override
    void print(JsonNode answer, RunningTally tally, PrintWriter out) {
      ProposalText.details(answer, tally.page(id())).forEach(out::println);
      JsonNode page = tally.comments(id(), 0);
      ProposalText.comments(page).forEach(out::println);
      for (int next = page.path("next").asInt(0); next > 0; next = page.path("next").asInt(0)) {
        page = tally.comments(id(), next);
        ProposalText.comments(page).forEach(out::println);
      }
    }
  }

  /** A decision on the last round. */
  abstract static class Deciding extends OfOne {
    @Option(
        names = "--round",
        paramLabel = "N",
        description = "The round that was looked at; refused when there is a newer one.")
    private Optional<Integer> round = Optional.empty();

    final JsonNode decide(RunningTally tally, String decision, String message) {
      return tally.act(
          id(),
          "reviews",
          Map.of(
              "round",
              round.orElseGet(() -> lastRound(tally)),
              "decision",
              decision,
              "body",
              message));
    }
  }

  /** {@code tally proposals approve ID}. */
  @Command(
      name = "approve",
      description = "Approves the last round of a proposal.",
      mixinStandardHelpOptions = true)
  static final class Approve extends Deciding {
    @Option(names = "--message", paramLabel = "TEXT", description = "What to say with it.")
    private String message = "";

    @Override
    JsonNode ask(RunningTally tally) {
      return decide(tally, "APPROVE", message);
    }
  }

  /** {@code tally proposals request-changes ID --message TEXT}. */
  @Command(
      name = "request-changes",
      description = "Asks for changes; nobody merges until you approve another round.",
      mixinStandardHelpOptions = true)
  static final class RequestChanges extends Deciding {
    @Option(
        names = "--message",
        paramLabel = "TEXT",
        required = true,
        description = "What should change.")
    private String message = "";

    @Override
    JsonNode ask(RunningTally tally) {
      return decide(tally, "REQUEST_CHANGES", message);
    }
  }

  /** {@code tally proposals comment ID --message TEXT}. */
  @Command(
      name = "comment",
      description = "Says something of a proposal, of a line, or in a thread.",
      mixinStandardHelpOptions = true)
  static final class Say extends OfOne {
    @Option(names = "--message", paramLabel = "TEXT", required = true, description = "What to say.")
    private String message = "";

    @Option(names = "--file", paramLabel = "PATH", description = "A file that it changes.")
    private Optional<String> file = Optional.empty();

    @Option(names = "--line", paramLabel = "N", description = "Its line, in the last round.")
    private Optional<Integer> line = Optional.empty();

    @Option(
        names = "--before",
        description = "The line is one of the file as it was before the change.")
    private boolean isBefore;

    @Option(
        names = "--thread",
        paramLabel = "ID",
        description = "The comment that it answers, #ID in `tally proposals show`.")
    private Optional<Integer> thread = Optional.empty();

    @Override
    JsonNode ask(RunningTally tally) {
      if (file.isPresent() != line.isPresent()) {
        throw new TallyException(
            ErrorCode.REQUEST_INVALID, "a line is said by --file and --line together");
      }
      Map<String, Object> request = new HashMap<>();
      request.put("round", lastRound(tally));
      request.put("body", message);
      thread.ifPresent(one -> request.put("thread", one));
      file.ifPresent(
          path ->
              request.put(
                  "anchor",
                  Map.of(
                      "path",
                      path,
                      "line",
                      line.orElseThrow(),
                      "side",
                      isBefore ? "BEFORE" : "AFTER")));
      return tally.act(id(), "comments", request);
    }

    @Override
    void print(JsonNode answer, RunningTally tally, PrintWriter out) {
      ProposalText.comment(answer).forEach(out::println);
    }
  }

  /** {@code tally proposals merge ID}. */
  @Command(
      name = "merge",
      description = "Checks a proposal again, merges it and publishes it.",
      mixinStandardHelpOptions = true)
  static final class Merge extends OfOne {
    @Option(
        names = "--stage",
        paramLabel = "STAGE",
        defaultValue = "production",
        description = "production or staging. Default: production.")
    private String stage = "";

    @Override
    JsonNode ask(RunningTally tally) {
      return tally.act(id(), "merge", Map.of("stage", stage.toUpperCase(Locale.ROOT)));
    }
  }

  /** {@code tally proposals withdraw ID}. */
  @Command(
      name = "withdraw",
      description = "Ends a proposal without a merge.",
      mixinStandardHelpOptions = true)
  static final class Withdraw extends OfOne {
    @Override
    JsonNode ask(RunningTally tally) {
      return tally.act(id(), "withdraw", Map.of());
    }
  }
}
