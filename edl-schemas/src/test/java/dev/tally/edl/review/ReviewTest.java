package dev.tally.edl.review;

import static dev.tally.edl.review.Office.event;
import static dev.tally.edl.review.Office.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.delivery.Delivery;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.EdlFile;
import dev.tally.edl.model.Revision;
import dev.tally.edl.notice.Outbox;
import dev.tally.edl.registry.CachedCatalog;
import dev.tally.edl.registry.Commit;
import dev.tally.edl.registry.FileChange;
import dev.tally.edl.registry.PublishOrder;
import dev.tally.edl.registry.Stage;
import dev.tally.edl.registry.Tree;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.metadata.Databases;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.metadata.MetadataSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What review promises on every database. */
abstract class ReviewTest {
  private static final String A = "shop/a.proto";
  private static final String SIGN_UP = event("SignUp", "string country = %d", "string os = %d");

  private final MetadataSettings settings;

  /** A database in memory lives as long as somebody has it open. */
  private final MetadataDatabase keptOpen;

  private Office office;

  ReviewTest(Databases databases) {
    settings = databases.next();
    keptOpen = MetadataDatabase.open(settings);
  }

  @BeforeEach
  void open() {
    office = new Office(settings);
    office.fill();
  }

  @AfterEach
  void close() {
    office.close();
    keptOpen.close();
  }

  /** Published directly: the event type and its folder's owners, of whom two must approve. */
  private void publishSignUp(String owners) {
    Tree tree = Tree.of(Map.of(A, SIGN_UP, "shop/edl.yaml", owners));
    List<EdlFile> files = office.check.check(Tree.EMPTY, tree).files();
    assertThat(files).hasSize(1);
    List<EdlFile> all = new ArrayList<>(files);
    all.add(new EdlFile("shop/edl.yaml", "", "", owners, List.of()));
    office.registry.publish(all);
  }

  private List<String> attributes(String eventType, Stage stage) {
    try (var catalog = new CachedCatalog(office.registry, stage)) {
      return catalog.latest(eventType).stream()
          .flatMap(r -> r.eventType().attributes().stream())
          .map(Attribute::name)
          .toList();
    }
  }

  private static void assertCode(ThrowingCallable call, ErrorCode code, String words) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(TallyException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(words)
        .hasMessageNotContaining("\n");
  }

  @Test
  void whomItConcernsIsToldAndNotWhoDidIt() {
    publishSignUp("growth: 2\n");
    Outbox outbox = new Outbox(office.turns);
    outbox.open("test");
    int id =
        office.propose("ann", "Say state", file(A, event("SignUp", "string country = %d"))).id();
    for (String author : new String[] {"ora", "bob", "ann"}) {
      office.discussion.comment(
          new NewComment(id, 1, Optional.empty(), Optional.empty(), author, "?", ""));
    }
    List<List<String>> told = new ArrayList<>();
    outbox.deliver(
        "test",
        notice -> {
          told.add(notice.recipients());
          return new Delivery.Delivered();
        });
    assertThat(told)
        .containsExactly(
            List.of("bob", "cid"), // the owners
            List.of("ann", "bob", "cid"), // and the author
            List.of("ann", "cid", "ora"), // and who said something
            List.of("bob", "cid", "ora"));
  }

  @Test
  void fromProposalToCatalog() {
    publishSignUp("growth: 2\n");

    // a rename, which the checks stop
    Proposal proposal =
        office.propose(
            "ann", "Say state", file(A, event("SignUp", "string state = %d", "string os = %d")));
    assertThat(proposal.state()).isEqualTo(ProposalState.OPEN);
    Round first = office.proposals.round(proposal.id(), 1);
    assertThat(first.report().passes()).isFalse();
    assertThat(first.report().stops())
        .containsExactly("shop/a.proto:1:1: shop.SignUp.country is gone (ATTRIBUTE_KEPT)");
    office.approve(proposal.id(), "bob");
    office.approve(proposal.id(), "cid");
    assertCode(
        () -> office.merges.merge(proposal.id(), Stage.PRODUCTION, "ann"),
        ErrorCode.EDL_INVALID,
        "shop.SignUp.country is gone");

    // another round, which adds instead
    String added = event("SignUp", "string country = %d", "string os = %d", "string state = %d");
    Round second = office.proposals.addRound(proposal.id(), "ann", NewRound.of(file(A, added)), "");
    assertThat(second.number()).isEqualTo(2);
    assertThat(second.report().passes()).isTrue();
    assertThat(office.proposals.changes(proposal.id(), 1, 2))
        .containsExactly(
            new FileChange(
                A,
                Optional.of(event("SignUp", "string state = %d", "string os = %d")),
                Optional.of(added)));
    assertThat(office.proposals.changes(proposal.id(), 0, 2))
        .containsExactly(new FileChange(A, Optional.of(SIGN_UP), Optional.of(added)));
    assertThat(office.proposals.drafts(proposal.id(), 2))
        .extracting(draft -> draft.eventType())
        .containsExactly("shop.SignUp");

    // approvals are of the second round only
    assertThat(office.discussion.standing(proposal.id()).lacks())
        .containsExactly("0 of 2 approvals of the team growth");
    office.approve(proposal.id(), "bob");
    assertCode(
        () -> office.merges.merge(proposal.id(), Stage.PRODUCTION, "ann"),
        ErrorCode.CONFLICT,
        "not approved: 1 of 2 approvals of the team growth");
    office.approve(proposal.id(), "cid");
    assertThat(office.discussion.standing(proposal.id()).isReady()).isTrue();

    Proposal merged = office.merges.merge(proposal.id(), Stage.PRODUCTION, "ann");
    assertThat(merged.state()).isEqualTo(ProposalState.MERGED);
    assertThat(merged.commit()).contains(2);
    assertThat(office.tree.tree(2).text(A)).contains(added);
    assertThat(attributes("shop.SignUp", Stage.PRODUCTION)).containsExactly("country", "os");

    Proposal published = office.merges.publish(proposal.id(), "ann");
    assertThat(published.state()).isEqualTo(ProposalState.PUBLISHED);
    assertThat(attributes("shop.SignUp", Stage.PRODUCTION))
        .containsExactly("country", "os", "state");
    assertThat(office.registry.source(2).orElseThrow().text()).isEqualTo(added);
    assertThat(office.merges.merge(proposal.id(), Stage.PRODUCTION, "ann")).isEqualTo(published);
    assertThat(office.merges.publish(proposal.id(), "ann")).isEqualTo(published);
    assertThat(office.tree.history(Integer.MAX_VALUE, 10))
        .extracting(Commit::id)
        .containsExactly(2, 1);
  }

  @Test
  void whatIsStagedIsSeenThereOnlyUntilItIsPromoted() {
    publishSignUp("");
    Proposal proposal =
        office.propose(
            "ann",
            "x",
            file(A, event("SignUp", "string country = %d", "string os = %d", "int64 n = %d")));
    office.merges.merge(proposal.id(), Stage.STAGING, "ann");
    office.merges.publish(proposal.id(), "ann");

    assertThat(attributes("shop.SignUp", Stage.STAGING)).containsExactly("country", "os", "n");
    assertThat(attributes("shop.SignUp", Stage.PRODUCTION)).containsExactly("country", "os");
    office.registry.promote(2, Stage.PRODUCTION, "ann");
    assertThat(attributes("shop.SignUp", Stage.PRODUCTION)).containsExactly("country", "os", "n");
  }

  @Test
  void approvalsHoldForContentAndNotForTheRound() {
    publishSignUp("growth: 1\n");
    Map<String, Optional<String>> one =
        file(A, event("SignUp", "string country = %d", "string os = %d", "int64 n = %d"));
    Map<String, Optional<String>> other =
        file(A, event("SignUp", "string country = %d", "string os = %d", "int64 m = %d"));
    int id = office.propose("ann", "x", one).id();
    office.approve(id, "bob");
    assertThat(office.discussion.standing(id).isReady()).isTrue();

    office.proposals.addRound(id, "ann", NewRound.of(other), "");
    assertThat(office.discussion.standing(id).isReady()).isFalse();
    office.proposals.addRound(id, "ann", NewRound.of(one), "");
    assertThat(office.discussion.standing(id).isReady()).isTrue();

    office.review(id, "bob", Decision.REQUEST_CHANGES);
    assertThat(office.discussion.standing(id).lacks())
        .containsExactly("0 of 1 approvals of the team growth", "bob asked for changes");
    office.review(id, "bob", Decision.COMMENT);
    assertThat(office.discussion.standing(id).requestedChanges()).containsExactly("bob");
    office.approve(id, "cid");
    assertThat(office.discussion.standing(id).lacks()).containsExactly("bob asked for changes");
    assertCode(
        () -> office.merges.merge(id, Stage.PRODUCTION, "ann"),
        ErrorCode.CONFLICT,
        "bob asked for changes");
    office.approve(id, "bob");
    assertThat(office.merges.merge(id, Stage.PRODUCTION, "ann").state())
        .isEqualTo(ProposalState.MERGED);
  }

  @Test
  void onlyOwnersCountAndNobodyApprovesTheOwn() {
    publishSignUp("growth: 1\n");
    int id =
        office
            .propose(
                "ann",
                "x",
                file(A, event("SignUp", "string country = %d", "string os = %d", "int64 n = %d")))
            .id();
    assertCode(() -> office.approve(id, "ann"), ErrorCode.FORBIDDEN, "cannot decide on the own");
    office.review(id, "ann", Decision.COMMENT);
    office.approve(id, "ora");
    office.approve(id, "pia");
    assertThat(office.discussion.standing(id).isReady()).isFalse();
    assertCode(() -> office.approve(id, "nobody"), ErrorCode.NOT_FOUND, "no person nobody");
    assertCode(
        () ->
            office.proposals.addRound(
                id, "bob", NewRound.of(file(A, event("SignUp", "string x = %d"))), ""),
        ErrorCode.FORBIDDEN,
        "only the author");
  }

  @Test
  void whatIsPersonalNeedsThePrivacyTeamToo() {
    publishSignUp("growth: 1\n");
    int id =
        office
            .propose(
                "ann",
                "x",
                file(
                    A,
                    event(
                        "SignUp",
                        "string country = %d",
                        "string os = %d",
                        "string mail = %d [(tally.field) = { pii: IDENTIFIER }]")))
            .id();
    office.approve(id, "bob");
    assertThat(office.discussion.standing(id).lacks())
        .containsExactly("0 of 1 approvals of the team privacy");
    assertCode(
        () -> office.merges.merge(id, Stage.PRODUCTION, "bob"), ErrorCode.CONFLICT, "privacy");
    office.approve(id, "pia");
    office.merges.merge(id, Stage.PRODUCTION, "bob");
  }

  @Test
  void ownersThatChangeMeanwhileCount() {
    publishSignUp("growth: 1\n");
    int id =
        office
            .propose(
                "ann",
                "x",
                file(A, event("SignUp", "string country = %d", "string os = %d", "int64 n = %d")))
            .id();
    office.approve(id, "bob");
    office.registry.publish(
        List.of(new EdlFile("shop/edl.yaml", "", "", "growth: 1\nops: 1\n", List.of())));
    assertCode(
        () -> office.merges.merge(id, Stage.PRODUCTION, "ann"),
        ErrorCode.CONFLICT,
        "0 of 1 approvals of the team ops");
    office.approve(id, "ora");
    office.merges.merge(id, Stage.PRODUCTION, "ann");
  }

  @Test
  void filesThatBothSidesChangedAreAConflictUntilARoundOnTheNewBase() {
    publishSignUp("");
    String mine = event("SignUp", "string country = %d", "string os = %d", "int64 mine = %d");
    String theirs = event("SignUp", "string country = %d", "string os = %d", "int64 theirs = %d");
    int first = office.propose("ann", "mine", file(A, mine)).id();
    int second = office.propose("bob", "theirs", file(A, theirs)).id();
    int same = office.propose("cid", "theirs, too", file(A, theirs)).id();
    office.merges.merge(second, Stage.PRODUCTION, "bob");

    assertCode(
        () -> office.merges.merge(first, Stage.PRODUCTION, "ann"),
        ErrorCode.CONFLICT,
        "others have changed shop/a.proto since commit 1");
    assertThat(office.merges.merge(same, Stage.PRODUCTION, "cid").state())
        .isEqualTo(ProposalState.MERGED);

    String both =
        event(
            "SignUp",
            "string country = %d",
            "string os = %d",
            "int64 theirs = %d",
            "int64 mine = %d");
    office.proposals.addRound(first, "ann", NewRound.of(file(A, both)), "");
    office.merges.merge(first, Stage.PRODUCTION, "ann");
    office.merges.recover();
    assertThat(attributes("shop.SignUp", Stage.PRODUCTION))
        .containsExactly("country", "os", "theirs", "mine");
  }

  @Test
  void whatOthersMergedIsCheckedAnew() {
    publishSignUp("");
    // Each passes by itself; together a name is there twice.
    int one =
        office.propose("ann", "one", file("shop/b.proto", event("Twice", "string x = %d"))).id();
    int two =
        office.propose("bob", "two", file("shop/c.proto", event("Twice", "string x = %d"))).id();
    office.merges.merge(one, Stage.PRODUCTION, "ann");
    assertCode(
        () -> office.merges.merge(two, Stage.PRODUCTION, "bob"), ErrorCode.EDL_INVALID, "Twice");
  }

  @Test
  void aTreeThatChangesDuringTheCheckIsCheckedAgain() {
    publishSignUp("");
    int one = office.propose("ann", "one", file("shop/b.proto", event("B", "string x = %d"))).id();
    int two = office.propose("bob", "two", file("shop/c.proto", event("C", "string x = %d"))).id();
    int before = office.check.calls.get();
    office.check.meanwhile =
        () -> {
          office.check.meanwhile = () -> {};
          try (var other = new Office(settings)) {
            other.merges.merge(two, Stage.PRODUCTION, "bob");
          }
        };
    office.merges.merge(one, Stage.PRODUCTION, "ann");
    assertThat(office.check.calls.get() - before).isEqualTo(2);
    assertThat(office.tree.tree(3).texts()).containsKeys("shop/b.proto", "shop/c.proto", A);
  }

  @Test
  void aTreeThatNeverRestsEndsTheTries() {
    publishSignUp("");
    int one = office.propose("ann", "one", file("shop/b.proto", event("B", "string x = %d"))).id();
    int before = office.check.calls.get();
    office.check.meanwhile =
        () ->
            office.registry.publish(
                List.of(
                    new EdlFile(
                        "note/edl.yaml", "", "", "# " + office.check.calls.get(), List.of())));
    assertCode(
        () -> office.merges.merge(one, Stage.PRODUCTION, "ann"),
        ErrorCode.CONFLICT,
        "changed 8 times");
    assertThat(office.check.calls.get() - before).isEqualTo(Merges.TRIES_MAX);
    assertThat(office.proposals.find(one).state()).isEqualTo(ProposalState.OPEN);
  }

  @Test
  void aCrashBetweenMergeAndPublicationIsMadeUpFor() {
    publishSignUp("");
    String one = event("SignUp", "string country = %d", "string os = %d", "int64 n = %d");
    String two =
        event("SignUp", "string country = %d", "string os = %d", "int64 n = %d", "int64 m = %d");
    int first = office.propose("ann", "one", file(A, one)).id();
    office.merges.merge(first, Stage.PRODUCTION, "ann");
    int second = office.propose("ann", "two", file(A, two)).id();
    office.merges.merge(second, Stage.PRODUCTION, "ann");
    office.close();

    office = new Office(settings);
    assertThat(office.proposals.find(first).state()).isEqualTo(ProposalState.MERGED);
    assertThat(office.merges.recover()).extracting(Commit::id).containsExactly(2, 3);
    assertThat(office.merges.recover()).isEmpty();
    assertThat(office.proposals.find(first).state()).isEqualTo(ProposalState.PUBLISHED);
    assertThat(office.proposals.find(second).state()).isEqualTo(ProposalState.PUBLISHED);
    try (var catalog = new CachedCatalog(office.registry)) {
      assertThat(catalog.history("shop.SignUp"))
          .extracting(r -> r.eventType().attributes().size())
          .containsExactly(2, 3, 4);
      assertThat(catalog.latest("shop.SignUp").map(Revision::id)).contains(3);
    }
  }

  @Test
  void whatWasMergedBeforeIsPublishedBefore() {
    publishSignUp("");
    String one = event("SignUp", "string country = %d", "string os = %d", "int64 n = %d");
    int first = office.propose("ann", "one", file(A, one)).id();
    office.merges.merge(first, Stage.PRODUCTION, "ann");
    int second =
        office.propose("ann", "two", file("shop/b.proto", event("B", "string x = %d"))).id();
    office.merges.merge(second, Stage.STAGING, "ann");

    assertThat(office.merges.publish(second, "ann").state()).isEqualTo(ProposalState.PUBLISHED);
    assertThat(office.proposals.find(first).state()).isEqualTo(ProposalState.PUBLISHED);

    String direct = event("SignUp", "string country = %d", "string os = %d", "int64 d = %d");
    int third =
        office
            .propose(
                "ann",
                "three",
                file(
                    A,
                    event(
                        "SignUp",
                        "string country = %d",
                        "string os = %d",
                        "int64 n = %d",
                        "int64 m = %d")))
            .id();
    office.merges.merge(third, Stage.PRODUCTION, "ann");
    office.registry.publish(
        office.check.check(Tree.EMPTY, Tree.of(Map.of(A, direct))).files(),
        new PublishOrder("ora", Stage.PRODUCTION, "now"));
    assertThat(office.proposals.find(third).state()).isEqualTo(ProposalState.PUBLISHED);
    assertThat(office.merges.recover()).isEmpty();
    assertThat(attributes("shop.SignUp", Stage.PRODUCTION)).containsExactly("country", "os", "d");
  }

  @Test
  void formatAndPlaceMakeNoRevision() {
    publishSignUp("");
    Map<String, Optional<String>> moved = new HashMap<>();
    moved.put(A, Optional.empty());
    moved.put("shop/moved.proto", Optional.of(SIGN_UP.replace("  ", "        ")));
    int id = office.propose("ann", "move", moved).id();
    office.merges.merge(id, Stage.PRODUCTION, "ann");
    office.merges.publish(id, "ann");
    try (var catalog = new CachedCatalog(office.registry)) {
      assertThat(catalog.watermark()).isEqualTo(1);
    }
    assertThat(office.tree.tree(2).texts()).containsOnlyKeys("shop/edl.yaml", "shop/moved.proto");
    assertThat(office.tree.changes(2))
        .extracting(FileChange::path)
        .containsExactly(A, "shop/moved.proto");
  }

  @Test
  void aRepeatedRequestIsDoneOnce() {
    publishSignUp("");
    NewRound changes = NewRound.of(file("shop/b.proto", event("B", "string x = %d")));
    NewProposal request = new NewProposal("ann", "b", "", changes, "r1");
    Proposal proposal = office.proposals.propose(request);
    assertThat(office.proposals.propose(request)).isEqualTo(proposal);
    int id = proposal.id();

    NewRound more = NewRound.of(file("shop/b.proto", event("B", "string y = %d")));
    Round round = office.proposals.addRound(id, "ann", more, "r2");
    assertThat(office.proposals.addRound(id, "ann", more, "r2")).isEqualTo(round);
    NewReview review = new NewReview(id, 2, "bob", Decision.APPROVE, "fine", "r1");
    assertThat(office.discussion.review(review)).isEqualTo(office.discussion.review(review));
    NewComment comment =
        new NewComment(id, 2, Optional.empty(), Optional.empty(), "bob", "why?", "r2");
    assertThat(office.discussion.comment(comment)).isEqualTo(office.discussion.comment(comment));

    assertThat(office.proposals.list(Optional.empty(), Optional.empty(), 100, 10)).hasSize(1);
    assertThat(office.proposals.rounds(id)).hasSize(2);
    assertThat(office.discussion.reviews(id)).hasSize(1);
    assertThat(office.discussion.comments(id, 0, 10)).hasSize(1);
    assertThat(office.audit.ofProposal(id, 0, 10)).hasSize(4);
    assertCode(
        () -> office.proposals.addRound(id, "ann", more, "r1"),
        ErrorCode.CONFLICT,
        "used for something else");
  }

  @Test
  void whatIsDoneChangesNoMore() {
    publishSignUp("");
    Map<String, Optional<String>> files = file("shop/b.proto", event("B", "string x = %d"));
    int id = office.propose("ann", "b", files).id();
    assertThat(office.proposals.withdraw(id, "ann").state()).isEqualTo(ProposalState.WITHDRAWN);
    assertThat(office.proposals.withdraw(id, "ann").state()).isEqualTo(ProposalState.WITHDRAWN);
    assertCode(() -> office.approve(id, "bob"), ErrorCode.CONFLICT, "is withdrawn");
    assertCode(
        () -> office.proposals.addRound(id, "ann", NewRound.of(files), ""),
        ErrorCode.CONFLICT,
        "is withdrawn");
    assertCode(
        () -> office.merges.merge(id, Stage.STAGING, "ann"), ErrorCode.CONFLICT, "is withdrawn");
    assertCode(() -> office.merges.publish(id, "ann"), ErrorCode.CONFLICT, "is not merged");
    assertCode(() -> office.proposals.find(99), ErrorCode.NOT_FOUND, "no proposal");
    assertCode(
        () -> office.propose("ann", "same", file(A, SIGN_UP)),
        ErrorCode.REQUEST_INVALID,
        "nothing to propose");
  }

  @Test
  void commentsHaveThreadsOnLines() {
    publishSignUp("");
    String added = event("SignUp", "string country = %d", "string os = %d", "string state = %d");
    int id = office.propose("ann", "x", file(A, added)).id();
    Anchor last = new Anchor(A, Side.AFTER, 9);
    Comment first =
        office.discussion.comment(
            new NewComment(id, 1, Optional.of(last), Optional.empty(), "bob", "why?", ""));
    Comment answer =
        office.discussion.comment(
            new NewComment(id, 1, Optional.empty(), Optional.of(first.id()), "ann", "so", ""));
    assertThat(answer.anchor()).contains(last);
    assertThat(answer.thread()).isEqualTo(first.id());
    assertThat(office.discussion.comments(id, first.id(), 10)).containsExactly(answer);

    assertThat(office.discussion.resolve(id, first.id(), "ann").resolvedBy()).contains("ann");
    assertThat(office.discussion.resolve(id, first.id(), "bob").resolvedBy()).contains("ann");
    assertThat(office.discussion.reopen(id, first.id(), "bob").resolvedBy()).isEmpty();

    for (Anchor nowhere :
        List.of(
            new Anchor(A, Side.AFTER, 10),
            new Anchor(A, Side.AFTER, 0),
            new Anchor(A, Side.BEFORE, 9),
            new Anchor("shop/other.proto", Side.AFTER, 1))) {
      assertCode(
          () ->
              office.discussion.comment(
                  new NewComment(id, 1, Optional.of(nowhere), Optional.empty(), "bob", "why?", "")),
          ErrorCode.NOT_FOUND,
          "no line");
    }
    office.discussion.comment(
        new NewComment(
            id, 1, Optional.of(new Anchor(A, Side.BEFORE, 8)), Optional.empty(), "bob", "?", ""));
    assertCode(
        () -> office.discussion.resolve(id, answer.id(), "bob"), ErrorCode.NOT_FOUND, "no thread");
  }

  @Test
  void proposalsAreListedByTheirState() {
    publishSignUp("");
    int one = office.propose("ann", "1", file("b/b.proto", event("B", "string x = %d"))).id();
    int two = office.propose("bob", "2", file("b/c.proto", event("C", "string x = %d"))).id();
    int three = office.propose("ann", "3", file("b/d.proto", event("D", "string x = %d"))).id();
    office.merges.merge(one, Stage.PRODUCTION, "ann");
    office.merges.publish(one, "ann");
    office.merges.merge(two, Stage.PRODUCTION, "bob");

    Optional<String> anybody = Optional.empty();
    for (var expected :
        Map.of(ProposalState.PUBLISHED, one, ProposalState.MERGED, two, ProposalState.OPEN, three)
            .entrySet()) {
      assertThat(office.proposals.list(Optional.of(expected.getKey()), anybody, 100, 10))
          .extracting(Proposal::id)
          .containsExactly(expected.getValue());
    }
    assertThat(office.proposals.list(Optional.empty(), Optional.of("ann"), 100, 10))
        .extracting(Proposal::id)
        .containsExactly(three, one);
    assertThat(office.proposals.list(Optional.empty(), anybody, three, 1))
        .extracting(Proposal::id)
        .containsExactly(two);
  }
}
