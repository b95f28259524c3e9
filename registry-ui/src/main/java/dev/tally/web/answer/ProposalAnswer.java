package dev.tally.web.answer;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.tally.edl.audit.AuditEntry;
import dev.tally.edl.registry.FileChange;
import dev.tally.edl.review.Anchor;
import dev.tally.edl.review.CheckReportJson;
import dev.tally.edl.review.Comment;
import dev.tally.edl.review.Decision;
import dev.tally.edl.review.Proposal;
import dev.tally.edl.review.ProposalState;
import dev.tally.edl.review.Review;
import dev.tally.edl.review.Round;
import dev.tally.edl.review.Standing;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A proposal whole.
 *
 * @param lacks what stands between it and the merge, one line each: checks and approvals
 * @param report of the checks of the last round
 */
public record ProposalAnswer(
    Summary proposal,
    String description,
    List<RoundItem> rounds,
    List<ReviewItem> reviews,
    List<Approval> approvals,
    List<String> lacks,
    @JsonRawValue String report) {
  /** A proposal in a list. */
  public record Summary(
      int id,
      String title,
      String author,
      ProposalState state,
      int rounds,
      Instant createdAt,
      Instant changedAt,
      @Nullable Integer commit) {
    static Summary of(Proposal proposal) {
      return new Summary(
          proposal.id(),
          proposal.title(),
          proposal.author(),
          proposal.state(),
          proposal.rounds(),
          proposal.createdAt(),
          proposal.changedAt(),
          proposal.commit().orElse(null));
    }
  }

  public record RoundItem(int number, int baseCommit, boolean passes, Instant createdAt) {}

  public record ReviewItem(
      int id, int round, String reviewer, Decision decision, String body, Instant createdAt) {}

  /**
   * @param needed members of the team that must approve
   * @param by members that did
   */
  public record Approval(String team, int needed, Set<String> by) {}

  /**
   * @param next {@code before} of the next page; absent on the last one
   */
  public record Page(List<Summary> items, @Nullable Integer next) {}

  /**
   * @param before absent where the file was not there
   * @param after absent where it is deleted
   */
  public record Changed(String path, @Nullable String before, @Nullable String after) {}

  public record ChangeList(List<Changed> items, int total) {}

  /**
   * @param anchor absent where it is about the proposal
   * @param thread id of its first comment
   */
  public record CommentItem(
      int id,
      int round,
      @Nullable Anchor anchor,
      int thread,
      String author,
      String body,
      Instant createdAt,
      @Nullable String resolvedBy) {}

  public record CommentList(List<CommentItem> items, int total) {}

  public record AuditItem(
      long id, Instant at, String actor, String action, String subject, @JsonRawValue String details) {}

  public record AuditList(List<AuditItem> items, int total) {}

  public static ProposalAnswer of(
      Proposal proposal, List<Round> rounds, List<Review> reviews, Standing standing) {
    Round last = rounds.getLast();
    List<String> lacks = new java.util.ArrayList<>(last.report().stops());
    lacks.addAll(standing.lacks());
    return new ProposalAnswer(
        Summary.of(proposal),
        proposal.description(),
        rounds.stream()
            .map(
                one ->
                    new RoundItem(
                        one.number(), one.baseCommit(), one.report().passes(), one.createdAt()))
            .toList(),
        reviews.stream()
            .map(
                one ->
                    new ReviewItem(
                        one.id(),
                        one.round(),
                        one.reviewer(),
                        one.decision(),
                        one.body(),
                        one.createdAt()))
            .toList(),
        standing.approvals().stream()
            .map(one -> new Approval(one.team(), one.needed(), one.by()))
            .toList(),
        lacks,
        CheckReportJson.write(last.report()));
  }

  public static Page list(List<Proposal> found, int limit) {
    return new Page(
        found.stream().map(Summary::of).toList(),
        found.size() < limit ? null : found.getLast().id());
  }

  public static ChangeList changes(List<FileChange> changes) {
    List<Changed> items =
        changes.stream()
            .map(
                one ->
                    new Changed(one.path(), one.before().orElse(null), one.after().orElse(null)))
            .toList();
    return new ChangeList(items, items.size());
  }

  public static CommentItem comment(Comment comment) {
    return new CommentItem(
        comment.id(),
        comment.round(),
        comment.anchor().orElse(null),
        comment.thread(),
        comment.author(),
        comment.body(),
        comment.createdAt(),
        comment.resolvedBy().orElse(null));
  }

  public static CommentList comments(List<Comment> comments) {
    List<CommentItem> items = comments.stream().map(ProposalAnswer::comment).toList();
    return new CommentList(items, items.size());
  }

  public static AuditList audit(List<AuditEntry> entries) {
    List<AuditItem> items =
        entries.stream()
            .map(
                one ->
                    new AuditItem(
                        one.id(),
                        one.at(),
                        one.actor(),
                        one.action().name(),
                        one.subject(),
                        one.details()))
            .toList();
    return new AuditList(items, items.size());
  }
}
