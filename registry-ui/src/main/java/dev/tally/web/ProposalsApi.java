package dev.tally.web;

import dev.tally.edl.audit.AuditLog;
import dev.tally.edl.people.People;
import dev.tally.edl.people.Scope;
import dev.tally.edl.registry.Stage;
import dev.tally.edl.review.Anchor;
import dev.tally.edl.review.Decision;
import dev.tally.edl.review.Discussion;
import dev.tally.edl.review.Merges;
import dev.tally.edl.review.NewComment;
import dev.tally.edl.review.NewProposal;
import dev.tally.edl.review.NewReview;
import dev.tally.edl.review.NewRound;
import dev.tally.edl.review.Proposal;
import dev.tally.edl.review.Proposals;
import dev.tally.edl.review.Side;
import dev.tally.web.answer.AuditLogAnswer;
import dev.tally.web.answer.ProposalAnswer;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.util.function.Consumer;

/**
 * {@code /api/v1/proposals} and below: proposals from the first round to publication. Repeats with
 * the same {@code requestId} get the first answer.
 */
public final class ProposalsApi implements Consumer<JavalinConfig> {
  private static final String ROOT = "/api/v1/proposals";
  private static final int LIMIT_DEFAULT = 50;
  private static final int LIMIT_MAX = 200;
  private static final int CREATED = 201;

  private final Proposals proposals;
  private final ProposalList list;
  private final Discussion discussion;
  private final Merges merges;
  private final AuditLog audit;
  private final Callers callers;
  private final Runnable refresh;

  /**
   * @param refresh tells the catalogs of this process
   */
  public ProposalsApi(
      Proposals proposals,
      Discussion discussion,
      Merges merges,
      People people,
      AuditLog audit,
      Callers callers,
      Runnable refresh) {
    this.proposals = proposals;
    this.list = new ProposalList(proposals, discussion, people);
    this.discussion = discussion;
    this.merges = merges;
    this.audit = audit;
    this.callers = callers;
    this.refresh = refresh;
  }

  @Override
  public void accept(JavalinConfig config) {
    var routes = config.routes;
    routes.get(ROOT, this::list);
    routes.post(ROOT, this::propose);
    routes.get(ROOT + "/{id}", this::read);
    routes.post(ROOT + "/{id}/rounds", this::addRound);
    routes.get(ROOT + "/{id}/rounds/{round}", this::round);
    routes.get(ROOT + "/{id}/rounds/{round}/changes", this::changes);
    routes.post(ROOT + "/{id}/reviews", this::review);
    routes.get(ROOT + "/{id}/comments", this::comments);
    routes.post(ROOT + "/{id}/comments", this::comment);
    routes.post(ROOT + "/{id}/comments/{thread}/resolve", this::resolve);
    routes.post(ROOT + "/{id}/comments/{thread}/reopen", this::reopen);
    routes.post(ROOT + "/{id}/merge", this::merge);
    routes.post(ROOT + "/{id}/withdraw", this::withdraw);
    routes.get(ROOT + "/{id}/audit", this::audit);
  }

  private void list(Context context) {
    callers.requireRead(context);
    Json.answer(context, list.read(context));
  }

  private void propose(Context context) {
    String author = callers.require(context, Scope.PROPOSE);
    Body body = Body.of(context);
    Proposal proposal =
        proposals.propose(
            new NewProposal(
                author,
                body.text("title"),
                body.text("description", ""),
                round(body),
                body.text("requestId", "")));
    context.status(CREATED);
    answer(context, proposal);
  }

  private static NewRound round(Body body) {
    return new NewRound(body.optionalNumber("baseCommit"), body.files());
  }

  private void read(Context context) {
    callers.requireRead(context);
    answer(context, proposals.find(id(context)));
  }

  private void answer(Context context, Proposal proposal) {
    Json.answer(
        context,
        ProposalAnswer.of(
            list.summary(proposal),
            proposal,
            proposals.rounds(proposal.id()),
            discussion.reviews(proposal.id()),
            discussion.standing(proposal.id())));
  }

  private void addRound(Context context) {
    String author = callers.require(context, Scope.PROPOSE);
    Body body = Body.of(context);
    proposals.addRound(id(context), author, round(body), body.text("requestId", ""));
    context.status(CREATED);
    answer(context, proposals.find(id(context)));
  }

  private void round(Context context) {
    callers.requireRead(context);
    Json.answer(
        context,
        ProposalAnswer.RoundReport.of(
            proposals.round(id(context), Parameters.pathNumber(context, "round"))));
  }

  private void changes(Context context) {
    callers.requireRead(context);
    int from = Parameters.number(context, "from", 0, 0, Integer.MAX_VALUE);
    Json.answer(
        context,
        ProposalAnswer.changes(
            proposals.changes(id(context), from, Parameters.pathNumber(context, "round"))));
  }

  private void review(Context context) {
    String reviewer = callers.require(context, Scope.REVIEW);
    Body body = Body.of(context);
    discussion.review(
        new NewReview(
            id(context),
            body.number("round"),
            reviewer,
            body.constant("decision", Decision.class),
            body.text("body", ""),
            body.text("requestId", "")));
    context.status(CREATED);
    answer(context, proposals.find(id(context)));
  }

  private void comments(Context context) {
    callers.requireRead(context);
    int after = Parameters.number(context, "after", 0, 0, Integer.MAX_VALUE);
    int limit = Parameters.number(context, "limit", LIMIT_DEFAULT, 1, LIMIT_MAX);
    Json.answer(
        context, ProposalAnswer.comments(discussion.comments(id(context), after, limit), limit));
  }

  private void comment(Context context) {
    String author = callers.require(context, Scope.REVIEW, Scope.PROPOSE);
    Body body = Body.of(context);
    context.status(CREATED);
    Json.answer(
        context,
        ProposalAnswer.comment(
            discussion.comment(
                new NewComment(
                    id(context),
                    body.number("round"),
                    body.optionalObject("anchor").map(ProposalsApi::anchor),
                    body.optionalNumber("thread"),
                    author,
                    body.text("body"),
                    body.text("requestId", "")))));
  }

  private static Anchor anchor(Body body) {
    return new Anchor(body.text("path"), body.constant("side", Side.class), body.number("line"));
  }

  private void resolve(Context context) {
    String actor = callers.require(context, Scope.REVIEW, Scope.PROPOSE);
    Json.answer(
        context,
        ProposalAnswer.comment(
            discussion.resolve(id(context), Parameters.pathNumber(context, "thread"), actor)));
  }

  private void reopen(Context context) {
    String actor = callers.require(context, Scope.REVIEW, Scope.PROPOSE);
    Json.answer(
        context,
        ProposalAnswer.comment(
            discussion.reopen(id(context), Parameters.pathNumber(context, "thread"), actor)));
  }

  private void merge(Context context) {
    String actor = callers.require(context, Scope.PROPOSE);
    if (!proposals.find(id(context)).author().equals(actor)) {
      callers.require(context, Scope.PUBLISH);
    }
    Stage stage = Body.of(context).constant("stage", Stage.class);
    merges.merge(id(context), stage, actor);
    merges.publish(id(context), actor);
    refresh.run();
    answer(context, proposals.find(id(context)));
  }

  private void withdraw(Context context) {
    String actor = callers.require(context, Scope.PROPOSE);
    answer(context, proposals.withdraw(id(context), actor));
  }

  private void audit(Context context) {
    callers.requireRead(context);
    int after = Parameters.number(context, "after", 0, 0, Integer.MAX_VALUE);
    int limit = Parameters.number(context, "limit", LIMIT_DEFAULT, 1, LIMIT_MAX);
    Json.answer(context, AuditLogAnswer.of(audit.ofProposal(id(context), after, limit), limit));
  }

  private static int id(Context context) {
    return Parameters.pathNumber(context, "id");
  }
}
