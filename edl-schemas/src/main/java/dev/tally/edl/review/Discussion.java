package dev.tally.edl.review;

import dev.tally.edl.audit.Act;
import dev.tally.edl.audit.AuditAction;
import dev.tally.edl.audit.Turn;
import dev.tally.edl.audit.Turns;
import dev.tally.edl.notice.NoticeKind;
import dev.tally.edl.people.People;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What people say of proposals: reviews, and comments on lines. */
public final class Discussion {
  private final Turns turns;

  public Discussion(Turns turns) {
    this.turns = turns;
  }

  /**
   * Reviews a round.
   *
   * @throws TallyException FORBIDDEN when the author decides on the own proposal; CONFLICT when the
   *     proposal is not open, or a decision is on another round than the last; NOT_FOUND when there
   *     is no such person, proposal or round; REQUEST_INVALID over {@link ReviewLimits}
   */
  public Review review(NewReview review) {
    ReviewLimits.checkText("a review", review.body(), ReviewLimits.COMMENT_CHARS_MAX);
    ReviewLimits.checkRequestId(review.requestId());
    return turns.take(
        turn -> {
          Optional<Integer> done =
              RequestTables.find(
                  turn.handle(),
                  review.reviewer(),
                  review.requestId(),
                  AuditAction.REVIEW,
                  review.proposal());
          return done.flatMap(id -> ReviewTables.find(turn.handle(), id))
              .orElseGet(() -> review(turn, review));
        });
  }

  private static Review review(Turn turn, NewReview review) {
    checkMayReview(turn, review);
    int id = turn.nextId("reviews");
    ReviewTables.insert(turn, id, review);
    ProposalTables.touch(turn, review.proposal());
    RequestTables.insert(
        turn.handle(),
        review.reviewer(),
        review.requestId(),
        AuditAction.REVIEW,
        review.proposal(),
        id);
    turn.record(
        Act.by(review.reviewer(), AuditAction.REVIEW)
            .onProposal(review.proposal())
            .with("review", id)
            .with("round", review.round())
            .with("decision", review.decision().name()));
    Announcement.add(
        turn,
        NoticeKind.PROPOSAL_REVIEWED,
        review.proposal(),
        review.reviewer(),
        Map.of("review", id, "decision", review.decision().name(), "body", review.body()));
    return ReviewTables.find(turn.handle(), id).orElseThrow();
  }

  private static void checkMayReview(Turn turn, NewReview review) {
    People.require(turn.handle(), review.reviewer());
    Proposal proposal = ProposalTables.require(turn.handle(), review.proposal());
    Proposals.checkOpen(proposal);
    RoundTables.require(turn.handle(), review.proposal(), review.round());
    if (review.decision() != Decision.COMMENT) {
      if (proposal.author().equals(review.reviewer())) {
        throw new TallyException(
            ErrorCode.FORBIDDEN,
            "%s cannot decide on the own proposal %d; ask somebody else"
                .formatted(review.reviewer(), proposal.id()));
      }
      if (proposal.rounds() != review.round()) {
        throw ReviewLimits.conflict(
            "proposal %d is at round %d; look at that before you decide"
                .formatted(proposal.id(), proposal.rounds()));
      }
    }
    if (ReviewTables.list(turn.handle(), proposal.id()).size() >= ReviewLimits.REVIEWS_MAX) {
      throw ReviewLimits.invalid(
          "proposal %d has %,d reviews, the most there may be"
              .formatted(proposal.id(), ReviewLimits.REVIEWS_MAX));
    }
  }

  /** In their order; at most {@link ReviewLimits#REVIEWS_MAX}. */
  public List<Review> reviews(int proposalId) {
    return turns.read(handle -> ReviewTables.list(handle, proposalId));
  }

  /**
   * Which approvals the last round has, by what its checks said.
   *
   * @throws TallyException NOT_FOUND when there is no such proposal
   */
  public Standing standing(int proposalId) {
    return turns.read(
        handle -> {
          Proposal proposal = ProposalTables.require(handle, proposalId);
          Round round = RoundTables.require(handle, proposalId, proposal.rounds());
          return standing(handle, proposal, round, round.report());
        });
  }

  static Standing standing(Handle handle, Proposal proposal, Round round, CheckReport report) {
    return Standing.of(
        report,
        ReviewTables.ofContent(handle, proposal.id(), round.content()),
        People.teams(handle),
        proposal.author());
  }

  /**
   * Adds a comment, also after the merge.
   *
   * @throws TallyException NOT_FOUND when there is no such person, proposal, round, thread, file or
   *     line; REQUEST_INVALID over {@link ReviewLimits}
   */
  public Comment comment(NewComment comment) {
    ReviewLimits.checkText("a comment", comment.body(), ReviewLimits.COMMENT_CHARS_MAX);
    ReviewLimits.checkRequestId(comment.requestId());
    if (comment.body().isBlank()) {
      throw ReviewLimits.invalid("a comment says something");
    }
    return turns.take(
        turn -> {
          Optional<Integer> done =
              RequestTables.find(
                  turn.handle(),
                  comment.author(),
                  comment.requestId(),
                  AuditAction.COMMENT,
                  comment.proposal());
          return done.flatMap(id -> CommentTables.find(turn.handle(), id))
              .orElseGet(() -> comment(turn, comment));
        });
  }

  private static Comment comment(Turn turn, NewComment comment) {
    People.require(turn.handle(), comment.author());
    ProposalTables.require(turn.handle(), comment.proposal());
    if (CommentTables.count(turn.handle(), comment.proposal()) >= ReviewLimits.COMMENTS_MAX) {
      throw ReviewLimits.invalid(
          "proposal %d has %,d comments, the most there may be"
              .formatted(comment.proposal(), ReviewLimits.COMMENTS_MAX));
    }
    int id = turn.nextId("review_comments");
    CommentTables.insert(turn, placed(turn, comment, id));
    ProposalTables.touch(turn, comment.proposal());
    RequestTables.insert(
        turn.handle(),
        comment.author(),
        comment.requestId(),
        AuditAction.COMMENT,
        comment.proposal(),
        id);
    turn.record(
        Act.by(comment.author(), AuditAction.COMMENT)
            .onProposal(comment.proposal())
            .with("comment", id));
    Announcement.add(
        turn,
        NoticeKind.PROPOSAL_COMMENTED,
        comment.proposal(),
        comment.author(),
        Map.of("comment", id, "body", comment.body()));
    return CommentTables.find(turn.handle(), id).orElseThrow();
  }

  /** The comment where its thread is, or at its own line. */
  private static Comment placed(Turn turn, NewComment comment, int id) {
    Optional<Comment> thread =
        comment.thread().map(first -> thread(turn.handle(), first, comment.proposal()));
    if (thread.isEmpty()) {
      RoundTables.require(turn.handle(), comment.proposal(), comment.round());
      comment
          .anchor()
          .ifPresent(a -> RoundLines.check(turn.handle(), comment.proposal(), comment.round(), a));
    }
    return new Comment(
        id,
        comment.proposal(),
        thread.map(Comment::round).orElse(comment.round()),
        thread.isPresent() ? thread.get().anchor() : comment.anchor(),
        thread.map(Comment::id).orElse(id),
        comment.author(),
        comment.body(),
        turn.now(),
        Optional.empty());
  }

  private static Comment thread(Handle handle, int thread, int proposal) {
    return CommentTables.find(handle, thread)
        .filter(first -> first.proposal() == proposal && first.thread() == thread)
        .orElseThrow(
            () ->
                new TallyException(
                    ErrorCode.NOT_FOUND,
                    "proposal %d has no thread %d".formatted(proposal, thread)));
  }

  /**
   * Comments in their order.
   *
   * @param afterId 0 for the first ones
   * @param limit 1 to {@link ReviewLimits#PAGE_MAX}
   */
  public List<Comment> comments(int proposalId, int afterId, int limit) {
    ReviewLimits.checkPage(limit);
    return turns.read(handle -> CommentTables.list(handle, proposalId, afterId, limit));
  }

  /**
   * Settles a thread. One that is settled stays so.
   *
   * @return the thread's first comment
   * @throws TallyException NOT_FOUND when there is no such thread
   */
  public Comment resolve(int proposalId, int thread, String actor) {
    return setResolved(proposalId, thread, actor, AuditAction.RESOLVE);
  }

  /**
   * Takes up a thread that was settled.
   *
   * @return the thread's first comment
   * @throws TallyException NOT_FOUND when there is no such thread
   */
  public Comment reopen(int proposalId, int thread, String actor) {
    return setResolved(proposalId, thread, actor, AuditAction.REOPEN);
  }

  private Comment setResolved(int proposalId, int thread, String actor, AuditAction action) {
    boolean resolved = action == AuditAction.RESOLVE;
    return turns.take(
        turn -> {
          Comment first = thread(turn.handle(), thread, proposalId);
          if (first.resolvedBy().isPresent() == resolved) {
            return first;
          }
          CommentTables.setResolvedBy(turn.handle(), thread, resolved ? actor : null);
          turn.record(Act.by(actor, action).onProposal(proposalId).with("comment", thread));
          return thread(turn.handle(), thread, proposalId);
        });
  }
}
