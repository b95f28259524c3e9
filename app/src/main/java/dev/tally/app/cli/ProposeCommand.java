package dev.tally.app.cli;

import dev.tally.edl.review.CheckReport;
import dev.tally.edl.review.CheckReportJson;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code tally propose EDL_DIR}. */
@Command(
    name = "propose",
    description = {
      "Proposes what a folder of EDL and edl.yaml files has otherwise than what is published.",
      "Exit code 1 when the checks stop the proposal; it is open nevertheless."
    },
    mixinStandardHelpOptions = true)
public final class ProposeCommand implements Callable<Integer> {
  /** So often may the proposal of one commit be withdrawn. */
  private static final int WITHDRAWN_MAX = 100;

  /** By which a proposal of a branch is found again; the last line of its description. */
  private static final String BRANCH = "Branch: ";

  @Parameters(index = "0", paramLabel = "EDL_DIR", description = "Folder of .proto files.")
  private Path folder = Path.of("");

  @Option(names = "--title", paramLabel = "TITLE", description = "What the change does.")
  private Optional<String> title = Optional.empty();

  @Option(names = "--description", paramLabel = "TEXT", description = "Why.")
  private Optional<String> description = Optional.empty();

  @Option(
      names = "--proposal",
      paramLabel = "ID",
      description = "Gives an open proposal another round, and opens none.")
  private Optional<Integer> proposal = Optional.empty();

  @Option(
      names = "--from-git",
      description = {
        "Takes title, description and author from the last commit; the branch's open proposal,",
        "if there is one, gets another round."
      })
  private boolean fromGit;

  @Option(
      names = "--branch",
      paramLabel = "NAME",
      description = "The branch, where git does not know it, as in most CI checkouts.")
  private Optional<String> branch = Optional.empty();

  @Option(
      names = "--keep-missing",
      description = "Published files that the folder lacks stay; otherwise they are deleted.")
  private boolean keepMissing;

  @Mixin private final CallerOptions caller = new CallerOptions();
  @Mixin private final SettingsOptions settings = new SettingsOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Optional<GitCommit> commit = fromGit ? Optional.of(GitCommit.of(folder)) : Optional.empty();
    RunningTally tally = caller.tally(settings.load(), commit.map(GitCommit::author));
    PrintWriter out = spec.commandLine().getOut();
    FolderChanges changes = FolderChanges.of(tally, folder, keepMissing);
    if (changes.sources().isEmpty()) {
      out.println("all of it is published already");
      out.flush();
      return 0;
    }
    changes
        .sources()
        .forEach(
            (path, text) -> out.println((text.isPresent() ? "changes  " : "deletes  ") + path));
    return print(send(tally, commit, changes), tally);
  }

  private JsonNode send(RunningTally tally, Optional<GitCommit> commit, FolderChanges changes) {
    Map<String, Object> request = changes.request();
    Optional<Integer> open =
        proposal.or(() -> branch(commit).flatMap(name -> ofBranch(tally, name)));
    if (open.isPresent()) {
      JsonNode known = tally.proposal(open.get());
      return isLastRound(tally, known, changes.sources())
          ? known
          : tally.addRound(open.get(), request);
    }
    request.put(
        "title", title.or(() -> commit.map(GitCommit::subject)).orElseThrow(this::untitled));
    request.put("description", description(commit));
    return commit
        .map(one -> proposeCommit(tally, request, one.hash()))
        .orElseGet(() -> tally.propose(request));
  }

  /** Once for a commit; once more after its proposal was withdrawn, or merged and taken back. */
  private static JsonNode proposeCommit(
      RunningTally tally, Map<String, Object> request, String hash) {
    request.put("requestId", hash);
    JsonNode answer = tally.propose(request);
    for (int i = 0; i < WITHDRAWN_MAX && !isOpen(answer); i++) {
      request.put("requestId", hash + "-" + answer.path("proposal").path("id").asInt());
      answer = tally.propose(request);
    }
    return answer;
  }

  private static boolean isOpen(JsonNode proposal) {
    return proposal.path("proposal").path("state").asString().equals("OPEN");
  }

  /** Whether the proposal's last round changes just that. */
  private static boolean isLastRound(
      RunningTally tally, JsonNode proposal, SortedMap<String, Optional<String>> changes) {
    JsonNode summary = proposal.path("proposal");
    Map<String, Optional<String>> last = new TreeMap<>();
    tally
        .changes(summary.path("id").asInt(), summary.path("rounds").asInt())
        .path("items")
        .forEach(file -> last.put(file.path("path").asString(), file.path("after").asStringOpt()));
    return last.equals(changes);
  }

  private TallyException untitled() {
    return new TallyException(
        ErrorCode.REQUEST_INVALID, "say what the change does: --title, or --from-git");
  }

  private String description(Optional<GitCommit> commit) {
    String text = description.or(() -> commit.map(GitCommit::body)).orElse("");
    return branch(commit)
        .map(name -> text.isEmpty() ? BRANCH + name : text + "\n\n" + BRANCH + name)
        .orElse(text);
  }

  private Optional<String> branch(Optional<GitCommit> commit) {
    return commit.flatMap(one -> branch.or(one::branch));
  }

  private static Optional<Integer> ofBranch(RunningTally tally, String branch) {
    String author = tally.session().path("person").asString("");
    Map<String, String> query = Map.of("state", "open", "author", author, "limit", "200");
    for (JsonNode item : tally.proposals(query).path("items")) {
      int id = item.path("id").asInt();
      List<String> lines = tally.proposal(id).path("description").asString().lines().toList();
      if (!lines.isEmpty() && lines.getLast().equals(BRANCH + branch)) {
        return Optional.of(id);
      }
    }
    return Optional.empty();
  }

  private int print(JsonNode answer, RunningTally tally) {
    PrintWriter out = spec.commandLine().getOut();
    JsonNode summary = answer.path("proposal");
    int id = summary.path("id").asInt();
    CheckReport report = CheckReportJson.read(answer.path("report"));
    new CheckPrinter(folder, out, spec.commandLine().getErr()).print(report);
    out.printf("proposal %d, round %d  %s%n", id, summary.path("rounds").asInt(), tally.page(id));
    ProposalText.lacksBesidesChecks(answer).forEach(out::println);
    out.flush();
    return report.passes() ? 0 : 1;
  }
}
