package dev.tally.edl.review;

import dev.tally.edl.audit.Act;
import dev.tally.edl.audit.AuditAction;
import dev.tally.edl.audit.Turn;
import dev.tally.edl.audit.Turns;
import dev.tally.edl.notice.NoticeKind;
import dev.tally.edl.people.People;
import dev.tally.edl.registry.FileChange;
import dev.tally.edl.registry.SourceTree;
import dev.tally.edl.registry.Tree;
import dev.tally.edl.registry.TypeChange;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;

/** Opens proposals, gives them rounds, shows them. */
public final class Proposals {
  private final Turns turns;
  private final SourceTree tree;
  private final ProposalCheck check;

  public Proposals(Turns turns, ProposalCheck check) {
    this.turns = turns;
    this.tree = new SourceTree(turns);
    this.check = check;
  }

  /**
   * Opens a proposal with its first round, whether or not the checks let it pass.
   *
   * @throws TallyException REQUEST_INVALID and REQUEST_TOO_LARGE over {@link ReviewLimits}, or when
   *     nothing is changed; NOT_FOUND when there is no such author or base commit; CONFLICT when
   *     the request's id was used for something else
   */
  public Proposal propose(NewProposal proposal) {
    ReviewLimits.checkTitle(proposal.title());
    ReviewLimits.checkText(
        "a description", proposal.description(), ReviewLimits.DESCRIPTION_CHARS_MAX);
    ReviewLimits.checkRequestId(proposal.requestId());
    Optional<Integer> done =
        turns.read(
            handle ->
                RequestTables.find(
                    handle, proposal.author(), proposal.requestId(), AuditAction.PROPOSE, 0));
    if (done.isPresent()) {
      return find(done.get());
    }
    RoundContent content = checked(proposal.changes());
    return turns.take(turn -> propose(turn, proposal, content));
  }

  private static Proposal propose(Turn turn, NewProposal proposal, RoundContent content) {
    String author = proposal.author();
    People.require(turn.handle(), author);
    Optional<Integer> done =
        RequestTables.find(turn.handle(), author, proposal.requestId(), AuditAction.PROPOSE, 0);
    if (done.isPresent()) {
      return ProposalTables.require(turn.handle(), done.get());
    }
    if (ProposalTables.countOpen(turn.handle(), author) >= ReviewLimits.OPEN_PROPOSALS_MAX) {
      throw ReviewLimits.invalid(
          "%s has %d open proposals, the most there may be; merge or withdraw one"
              .formatted(author, ReviewLimits.OPEN_PROPOSALS_MAX));
    }
    int id = turn.nextId("proposals");
    ProposalTables.insert(turn, id, proposal);
    Round round = content.keep(turn, id, 1);
    RequestTables.insert(turn.handle(), author, proposal.requestId(), AuditAction.PROPOSE, 0, id);
    turn.record(
        Act.by(author, AuditAction.PROPOSE)
            .onProposal(id)
            .with("title", proposal.title())
            .with("base", round.baseCommit())
            .with("passes", round.report().passes()));
    Announcement.add(turn, NoticeKind.PROPOSAL_OPENED, id, author, Map.of());
    return ProposalTables.require(turn.handle(), id);
  }

  private RoundContent checked(NewRound changes) {
    ReviewLimits.checkFiles(changes.files());
    int base = changes.baseCommit().orElseGet(tree::head);
    return RoundContent.of(base, tree.tree(base), changes, check);
  }

  /**
   * Gives an open proposal a new round, which is all that it changes from now on. What was said of
   * the round before no longer counts, unless both change the same.
   *
   * @param author the proposal's
   * @throws TallyException FORBIDDEN when somebody else is the author; CONFLICT when the proposal
   *     is not open; REQUEST_INVALID and REQUEST_TOO_LARGE over {@link ReviewLimits}; NOT_FOUND
   *     when there is no such proposal or base commit
   */
  public Round addRound(int proposalId, String author, NewRound changes, String requestId) {
    ReviewLimits.checkRequestId(requestId);
    Optional<Round> done = turns.read(handle -> round(handle, proposalId, author, requestId));
    if (done.isPresent()) {
      return done.get();
    }
    checkMayChange(find(proposalId), author);
    RoundContent content = checked(changes);
    return turns.take(turn -> addRound(turn, proposalId, author, content, requestId));
  }

  private static Optional<Round> round(
      Handle handle, int proposalId, String author, String requestId) {
    return RequestTables.find(handle, author, requestId, AuditAction.ADD_ROUND, proposalId)
        .map(number -> RoundTables.require(handle, proposalId, number));
  }

  private static Round addRound(
      Turn turn, int proposalId, String author, RoundContent content, String requestId) {
    Optional<Round> done = round(turn.handle(), proposalId, author, requestId);
    if (done.isPresent()) {
      return done.get();
    }
    Proposal proposal = ProposalTables.require(turn.handle(), proposalId);
    checkMayChange(proposal, author);
    if (proposal.rounds() >= ReviewLimits.ROUNDS_MAX) {
      throw ReviewLimits.invalid(
          "proposal %d has %d rounds, the most there may be; open a new one"
              .formatted(proposalId, ReviewLimits.ROUNDS_MAX));
    }
    Round round = content.keep(turn, proposalId, proposal.rounds() + 1);
    RequestTables.insert(
        turn.handle(), author, requestId, AuditAction.ADD_ROUND, proposalId, round.number());
    turn.record(
        Act.by(author, AuditAction.ADD_ROUND)
            .onProposal(proposalId)
            .with("round", round.number())
            .with("base", round.baseCommit())
            .with("passes", round.report().passes()));
    Announcement.add(turn, NoticeKind.PROPOSAL_ROUND, proposalId, author, Map.of());
    return round;
  }

  private static void checkMayChange(Proposal proposal, String author) {
    if (!proposal.author().equals(author)) {
      throw new TallyException(
          ErrorCode.FORBIDDEN,
          "proposal %d is %s's; only the author may change it"
              .formatted(proposal.id(), proposal.author()));
    }
    checkOpen(proposal);
  }

  static void checkOpen(Proposal proposal) {
    if (proposal.state() != ProposalState.OPEN) {
      throw ReviewLimits.conflict(
          "proposal %d is %s and changes no more"
              .formatted(
                  proposal.id(), proposal.state().name().toLowerCase(java.util.Locale.ROOT)));
    }
  }

  /**
   * Ends a proposal without a merge. One that is withdrawn stays so.
   *
   * @throws TallyException CONFLICT when it is merged, NOT_FOUND when there is none
   */
  public Proposal withdraw(int proposalId, String actor) {
    return turns.take(
        turn -> {
          Proposal proposal = ProposalTables.require(turn.handle(), proposalId);
          if (proposal.state() == ProposalState.WITHDRAWN) {
            return proposal;
          }
          checkOpen(proposal);
          ProposalTables.setState(turn, proposalId, ProposalState.WITHDRAWN);
          turn.record(Act.by(actor, AuditAction.WITHDRAW).onProposal(proposalId));
          Announcement.add(turn, NoticeKind.PROPOSAL_WITHDRAWN, proposalId, actor, Map.of());
          return ProposalTables.require(turn.handle(), proposalId);
        });
  }

  /**
   * @throws TallyException NOT_FOUND when there is none
   */
  public Proposal find(int id) {
    return turns.read(handle -> ProposalTables.require(handle, id));
  }

  /**
   * Proposals, the newest first.
   *
   * @param state of those that are asked for; empty for all
   * @param author of those that are asked for; empty for all
   * @param beforeId of the last one that is known; {@link Integer#MAX_VALUE} for the newest
   * @param limit 1 to {@link ReviewLimits#PAGE_MAX}
   */
  public List<Proposal> list(
      Optional<ProposalState> state, Optional<String> author, int beforeId, int limit) {
    ReviewLimits.checkPage(limit);
    return turns.read(handle -> ProposalTables.list(handle, state, author, beforeId, limit));
  }

  /** In their order; at most {@link ReviewLimits#ROUNDS_MAX}. */
  public List<Round> rounds(int proposalId) {
    return turns.read(handle -> RoundTables.list(handle, proposalId));
  }

  /**
   * @throws TallyException NOT_FOUND when there is none
   */
  public Round round(int proposalId, int number) {
    return turns.read(handle -> RoundTables.require(handle, proposalId, number));
  }

  /** The draft revisions of a round that loads, by event type. They have no path here. */
  public List<TypeChange> drafts(int proposalId, int number) {
    return turns.read(handle -> RoundTables.types(handle, proposalId, number));
  }

  /** The whole tree as a round would have it. */
  public Tree tree(int proposalId, int number) {
    return tree.tree(round(proposalId, number).baseCommit()).with(files(proposalId, number));
  }

  /**
   * What changed between two rounds, by path; files that only the base changed are left out.
   *
   * @param from 0 for the base of {@code to}
   * @throws TallyException NOT_FOUND when there is no such round
   */
  public List<FileChange> changes(int proposalId, int from, int to) {
    SortedMap<String, Optional<String>> after = files(proposalId, to);
    SortedMap<String, Optional<String>> before =
        from == 0 ? new java.util.TreeMap<>() : files(proposalId, from);
    int baseAfter = round(proposalId, to).baseCommit();
    int baseBefore = from == 0 ? baseAfter : round(proposalId, from).baseCommit();
    TreeSet<String> paths = new TreeSet<>(after.keySet());
    paths.addAll(before.keySet());
    return paths.stream()
        .map(
            path ->
                new FileChange(path, text(before, baseBefore, path), text(after, baseAfter, path)))
        .filter(change -> !change.before().equals(change.after()))
        .toList();
  }

  private Optional<String> text(Map<String, Optional<String>> changes, int base, String path) {
    Optional<String> changed = changes.get(path);
    return changed == null ? tree.text(base, path) : changed;
  }

  private SortedMap<String, Optional<String>> files(int proposalId, int number) {
    return turns.read(handle -> RoundTables.files(handle, proposalId, number));
  }
}
