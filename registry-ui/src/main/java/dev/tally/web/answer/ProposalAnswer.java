package dev.tally.web.answer;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
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
 * @param report of the checks of the last round
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProposalAnswer(
    Summary proposal,
    String description,
    List<RoundItem> rounds,
    List<ReviewItem> reviews,
    List<Approval> approvals,
    Set<String> requestedChanges,
    @JsonRawValue String report) {
  /**
   * A proposal in a list.
   *
   * @param passes whether the checks let the last round pass
   * @param lacks what stands between an open one and the merge, one line each
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Summary(
      int id,
      String title,
      String author,
      ProposalState state,
      int rounds,
      boolean passes,
      List<String> lacks,
      Instant createdAt,
      Instant changedAt,
      @Nullable Integer commit) {
    public static Summary of(Proposal proposal, Round last, List<String> lacks) {
      return new Summary(
          proposal.id(),
          proposal.title(),
          proposal.author(),
          proposal.state(),
          proposal.rounds(),
          last.report().passes(),
          lacks,
          proposal.createdAt(),
          proposal.changedAt(),
          proposal.commit().orElse(null));
    }
  }

  public record RoundItem(int number, int baseCommit, boolean passes, Instant createdAt) {
    static RoundItem of(Round round) {
      return new RoundItem(
          round.number(), round.baseCommit(), round.report().passes(), round.createdAt());
    }
  }

  public record RoundReport(
      int number, int baseCommit, Instant createdAt, @JsonRawValue String report) {
    public static RoundReport of(Round round) {
      return new RoundReport(
          round.number(),
          round.baseCommit(),
          round.createdAt(),
          CheckReportJson.write(round.report()));
    }
  }

  public record ReviewItem(
      int id, int round, String reviewer, Decision decision, String body, Instant createdAt) {
    static ReviewItem of(Review review) {
      return new ReviewItem(
          review.id(),
          review.round(),
          review.reviewer(),
          review.decision(),
          review.body(),
          review.createdAt());
    }
  }

  /**
   * @param needed members of the team that must approve
   * @param by members that did
   */
  public record Approval(String team, int needed, Set<String> by) {}

  /**
   * @param next {@code before} of the next page; absent on the last one
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Page(List<Summary> items, @Nullable Integer next) {}

  /**
   * @param before absent where the file was not there
   * @param after absent where it is deleted
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Changed(String path, @Nullable String before, @Nullable String after) {}

  public record ChangeList(List<Changed> items, int total) {}

  /**
   * @param anchor absent where it is about the proposal
   * @param thread id of its first comment
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record CommentItem(
      int id,
      int round,
      @Nullable Anchor anchor,
      int thread,
      String author,
      String body,
      Instant createdAt,
      @Nullable String resolvedBy) {}

  /**
   * @param next {@code after} of the next page; absent on the last one
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record CommentList(List<CommentItem> items, @Nullable Integer next) {}

  public static ProposalAnswer of(
      Summary summary,
      Proposal proposal,
      List<Round> rounds,
      List<Review> reviews,
      Standing standing) {
    return new ProposalAnswer(
        summary,
        proposal.description(),
        rounds.stream().map(RoundItem::of).toList(),
        reviews.stream().map(ReviewItem::of).toList(),
        standing.approvals().stream()
            .map(one -> new Approval(one.team(), one.needed(), one.by()))
            .toList(),
        standing.requestedChanges(),
        CheckReportJson.write(rounds.getLast().report()));
  }

  public static ChangeList changes(List<FileChange> changes) {
    List<Changed> items =
        changes.stream()
            .map(
                one -> new Changed(one.path(), one.before().orElse(null), one.after().orElse(null)))
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

  public static CommentList comments(List<Comment> comments, int limit) {
    return new CommentList(
        comments.stream().map(ProposalAnswer::comment).toList(),
        comments.size() < limit ? null : comments.getLast().id());
  }
}
