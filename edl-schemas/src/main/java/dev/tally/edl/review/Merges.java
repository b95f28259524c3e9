package dev.tally.edl.review;

import dev.tally.edl.audit.Act;
import dev.tally.edl.audit.AuditAction;
import dev.tally.edl.audit.Turn;
import dev.tally.edl.audit.Turns;
import dev.tally.edl.notice.NoticeKind;
import dev.tally.edl.registry.Commit;
import dev.tally.edl.registry.Commits;
import dev.tally.edl.registry.DraftRevision;
import dev.tally.edl.registry.Drafts;
import dev.tally.edl.registry.NewCommit;
import dev.tally.edl.registry.Registry;
import dev.tally.edl.registry.SourceTree;
import dev.tally.edl.registry.Stage;
import dev.tally.edl.registry.Tree;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Brings proposals into the source tree, and from there into the catalogs.
 *
 * <ol>
 *   <li>bring the changes to the tree that there is now ({@link ThreeWay})
 *   <li>check what comes out, which takes its time, outside of any turn
 *   <li>in a turn: commit, if the tree is still the one that was checked, and everybody has
 *       approved
 *   <li>in a turn of its own: publish what the commit changed
 * </ol>
 *
 * A crash between the last two leaves a proposal that is merged; {@link #recover} publishes it.
 */
public final class Merges {
  /** So often is a merge checked again because the tree has changed meanwhile. */
  public static final int TRIES_MAX = 8;

  /** Who publishes what was left merged. */
  public static final String RECOVERY = "recovery";

  /** What a report lists at most when a merge is refused. */
  private static final int STOPS_SHOWN_MAX = 3;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Turns turns;
  private final SourceTree tree;
  private final Registry registry;
  private final ProposalCheck check;

  /** So that only merges of other processes can come in between. */
  private final ReentrantLock merging = new ReentrantLock();

  /** A proposal's last round on the tree that there is now. */
  private record Candidate(
      Proposal proposal,
      Round round,
      int head,
      SortedMap<String, Optional<String>> changes,
      Checked checked) {}

  public Merges(Turns turns, Registry registry, ProposalCheck check) {
    this.turns = turns;
    this.tree = new SourceTree(turns);
    this.registry = registry;
    this.check = check;
  }

  /**
   * Merges an open proposal; one that is merged already stays as it is.
   *
   * @param stage to publish it to
   * @throws TallyException CONFLICT when it is withdrawn, lacks approvals, changes a file that
   *     others have changed since its base, or the tree changes faster than it can be checked;
   *     EDL_INVALID when the checks stop it; EDL_NAME_CONFLICT when two event types would have the
   *     same view; NOT_FOUND when there is none
   */
  public Proposal merge(int proposalId, Stage stage, String actor) {
    merging.lock();
    try {
      return tryMerge(proposalId, stage, actor);
    } finally {
      merging.unlock();
    }
  }

  private Proposal tryMerge(int proposalId, Stage stage, String actor) {
    for (int tries = 0; tries < TRIES_MAX; tries++) {
      Proposal proposal = turns.read(handle -> ProposalTables.require(handle, proposalId));
      if (isMerged(proposal)) {
        return proposal;
      }
      Candidate candidate = candidate(proposal);
      Optional<Proposal> merged = turns.take(turn -> merge(turn, candidate, stage, actor));
      if (merged.isPresent()) {
        return merged.get();
      }
    }
    throw TallyException.retryLater(
        ErrorCode.CONFLICT,
        "the source tree changed %d times while proposal %d was checked; try again"
            .formatted(TRIES_MAX, proposalId),
        RETRY_AFTER);
  }

  private static boolean isMerged(Proposal proposal) {
    return proposal.state() == ProposalState.MERGED || proposal.state() == ProposalState.PUBLISHED;
  }

  private Candidate candidate(Proposal proposal) {
    Proposals.checkOpen(proposal);
    int id = proposal.id();
    Round round = turns.read(handle -> RoundTables.require(handle, id, proposal.rounds()));
    SortedMap<String, Optional<String>> changes =
        turns.read(handle -> RoundTables.files(handle, id, proposal.rounds()));
    int head = tree.head();
    Tree now = tree.tree(head);

    // bring the changes to the tree that there is now
    ThreeWay threeWay = ThreeWay.of(tree.tree(round.baseCommit()), now, changes);
    if (!threeWay.conflicts().isEmpty()) {
      throw ReviewLimits.conflict(
          "others have changed %s since commit %d, which proposal %d is based on; add a round on commit %d"
              .formatted(String.join(", ", threeWay.conflicts()), round.baseCommit(), id, head));
    }

    // check what comes out
    Checked checked = check.check(now, threeWay.merged());
    checkPasses(id, checked.report());
    return new Candidate(proposal, round, head, now.changesTo(threeWay.merged()), checked);
  }

  private static void checkPasses(int id, CheckReport report) {
    List<String> stops = report.stops();
    if (!stops.isEmpty()) {
      throw new TallyException(
          ErrorCode.EDL_INVALID,
          "the checks stop proposal %d: %s%s"
              .formatted(
                  id,
                  String.join("; ", stops.subList(0, Math.min(STOPS_SHOWN_MAX, stops.size()))),
                  stops.size() > STOPS_SHOWN_MAX
                      ? "; and %,d more".formatted(stops.size() - STOPS_SHOWN_MAX)
                      : ""));
    }
  }

  /** Empty when it must be looked at again. */
  private static Optional<Proposal> merge(
      Turn turn, Candidate candidate, Stage stage, String actor) {
    int id = candidate.proposal().id();
    Proposal proposal = ProposalTables.require(turn.handle(), id);
    if (isMerged(proposal)) {
      return Optional.of(proposal);
    }
    Proposals.checkOpen(proposal);
    if (proposal.rounds() != candidate.round().number() || Commits.head(turn) != candidate.head()) {
      return Optional.empty();
    }
    checkApproved(turn, candidate);
    List<DraftRevision> drafts = Drafts.of(candidate.checked().files());
    int commit =
        Commits.addMerged(
            turn,
            new NewCommit(
                proposal.author(),
                proposal.title(),
                Optional.of(id),
                stage,
                candidate.changes(),
                Commits.changesTo(turn, candidate.head(), drafts)),
            drafts);
    ProposalTables.setState(turn, id, ProposalState.MERGED);
    turn.record(
        Act.by(actor, AuditAction.MERGE)
            .onProposal(id)
            .onCommit(commit)
            .with("round", proposal.rounds())
            .with("stage", stage.name()));
    Announcement.add(
        turn, NoticeKind.PROPOSAL_MERGED, id, actor, Map.of("commit", commit, "stage", stage));
    return Optional.of(ProposalTables.require(turn.handle(), id));
  }

  /** By what the checks said now: owners may have changed since the round was made. */
  private static void checkApproved(Turn turn, Candidate candidate) {
    Standing standing =
        Discussion.standing(
            turn.handle(), candidate.proposal(), candidate.round(), candidate.checked().report());
    if (!standing.isReady()) {
      throw ReviewLimits.conflict(
          "proposal %d is not approved: %s"
              .formatted(candidate.proposal().id(), String.join("; ", standing.lacks())));
    }
  }

  /**
   * Publishes a proposal that is merged, and before it all that was merged before; one that is
   * published already stays as it is.
   *
   * @throws TallyException CONFLICT when it is not merged, NOT_FOUND when there is none
   */
  public Proposal publish(int proposalId, String actor) {
    while (true) {
      Proposal proposal = turns.read(handle -> ProposalTables.require(handle, proposalId));
      switch (proposal.state()) {
        case PUBLISHED -> {
          return proposal;
        }
        case MERGED -> registry.publishNextMerged(actor);
        case OPEN, WITHDRAWN ->
            throw ReviewLimits.conflict("proposal %d is not merged".formatted(proposalId));
      }
    }
  }

  /**
   * Publishes all that is merged and not published, in the order of the merges: what a crash has
   * left. To be called at the start, and now and then.
   *
   * @return what was published
   */
  public List<Commit> recover() {
    List<Commit> published = new ArrayList<>();
    Optional<Commit> next = registry.publishNextMerged(RECOVERY);
    while (next.isPresent()) {
      published.add(next.get());
      next = registry.publishNextMerged(RECOVERY);
    }
    return published;
  }
}
