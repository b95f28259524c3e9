package dev.tally.edl.review;

import static dev.tally.edl.review.Office.event;
import static dev.tally.edl.review.Office.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.metadata.Databases;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** At the limit it works, one over it does not. */
class ReviewLimitsTest {
  private final Office office = new Office(Databases.h2().next());

  @BeforeEach
  void fill() {
    office.fill();
  }

  @AfterEach
  void close() {
    office.close();
  }

  private static void assertRefused(ThrowingCallable call, String words) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            TallyException.class,
            e -> assertThat(e.code()).isIn(ErrorCode.REQUEST_INVALID, ErrorCode.REQUEST_TOO_LARGE))
        .hasMessageContaining(words);
  }

  private Proposal propose(String title, String description) {
    return office.proposals.propose(
        new NewProposal(
            "ann",
            title,
            description,
            NewRound.of(file("a.proto", event("A", "string x = %d"))),
            ""));
  }

  @Test
  void texts() {
    for (int less = 0; less <= 1; less++) {
      propose(
          "t".repeat(ReviewLimits.TITLE_CHARS_MAX - less),
          "d".repeat(ReviewLimits.DESCRIPTION_CHARS_MAX - less));
      String words = "c".repeat(ReviewLimits.COMMENT_CHARS_MAX - less);
      office.discussion.comment(comment(words));
      office.discussion.review(new NewReview(1, 1, "bob", Decision.COMMENT, words, ""));
    }
    assertRefused(() -> propose("t".repeat(ReviewLimits.TITLE_CHARS_MAX + 1), ""), "a title");
    assertRefused(() -> propose(" ", ""), "a title");
    assertRefused(() -> propose("two\nlines", ""), "a title");
    assertRefused(
        () -> propose("t", "d".repeat(ReviewLimits.DESCRIPTION_CHARS_MAX + 1)), "a description");
    assertRefused(() -> propose("t", "\0"), "control characters");
    String tooLong = "c".repeat(ReviewLimits.COMMENT_CHARS_MAX + 1);
    assertRefused(() -> office.discussion.comment(comment(tooLong)), "a comment");
    assertRefused(() -> office.discussion.comment(comment(" ")), "says something");
    assertRefused(
        () -> office.discussion.review(new NewReview(1, 1, "bob", Decision.COMMENT, tooLong, "")),
        "a review");
    assertRefused(
        () ->
            office.discussion.review(
                new NewReview(1, 1, "bob", Decision.COMMENT, "", "r".repeat(65))),
        "a request's id");
  }

  private static NewComment comment(String words) {
    return new NewComment(1, 1, Optional.empty(), Optional.empty(), "bob", words, "");
  }

  @Test
  void files() {
    Map<String, Optional<String>> files = new HashMap<>();
    for (int i = 1; i < ReviewLimits.ROUND_FILES_MAX; i++) {
      files.put("f%d/edl.yaml".formatted(i), Optional.of("x"));
    }
    ReviewLimits.checkFiles(files);
    files.put("f/edl.yaml", Optional.of("x"));
    ReviewLimits.checkFiles(files);
    files.put("g/edl.yaml", Optional.of("x"));
    assertRefused(() -> ReviewLimits.checkFiles(files), "1 to 500 files, not 501");
    assertRefused(() -> ReviewLimits.checkFiles(Map.of()), "1 to 500 files, not 0");

    for (int less = 0; less <= 1; less++) {
      ReviewLimits.checkFiles(file("a.proto", "x".repeat(ReviewLimits.ROUND_BYTES_MAX - less)));
    }
    assertRefused(
        () ->
            ReviewLimits.checkFiles(
                file("a.proto", "x".repeat(ReviewLimits.ROUND_BYTES_MAX - 1) + "ü")),
        "not 4,194,305");
    assertRefused(() -> ReviewLimits.checkFiles(file("a.proto", "\0")), "is no text");
  }

  @Test
  void paths() {
    for (String path : List.of("a.proto", "a/b-c/d_e.v1.proto", "edl.yaml", "a/edl.yaml")) {
      ReviewLimits.checkFiles(file(path, "x"));
    }
    for (String path :
        List.of(
            "",
            "/a.proto",
            "../a.proto",
            "a/../b.proto",
            ".a.proto",
            "a//b.proto",
            "a.txt",
            "a/my-edl.yaml",
            "a\\b.proto",
            "a.proto/",
            "x".repeat(1_020) + ".proto")) {
      assertRefused(() -> ReviewLimits.checkFiles(file(path, "x")), "is no path");
    }
  }

  @Test
  void openProposalsOfAnAuthor() {
    for (int i = 0; i < ReviewLimits.OPEN_PROPOSALS_MAX; i++) {
      propose("t", "");
    }
    assertRefused(() -> propose("t", ""), "50 open proposals");
    office.proposals.withdraw(1, "ann");
    propose("t", "");
  }

  @Test
  void pages() {
    for (int limit : new int[] {0, ReviewLimits.PAGE_MAX + 1}) {
      assertRefused(() -> office.discussion.comments(1, 0, limit), "limit is 1 to 500");
      assertRefused(
          () -> office.proposals.list(Optional.empty(), Optional.empty(), 1, limit),
          "limit is 1 to 500");
      assertRefused(() -> office.audit.after(0, limit), "limit is 1 to 500");
      assertRefused(() -> office.tree.history(1, limit), "limit is 1 to 500");
      assertRefused(() -> office.people.list("", limit), "limit is 1 to 500");
    }
  }
}
