package dev.tally.edl.review;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tally.edl.registry.Registry;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** How much of what there may be, and what texts must look like. */
public final class ReviewLimits {
  public static final int TITLE_CHARS_MAX = 200;
  public static final int DESCRIPTION_CHARS_MAX = 20_000;

  /** Of a comment, and of what a review says. */
  public static final int COMMENT_CHARS_MAX = 10_000;

  /** Files that one round changes. */
  public static final int ROUND_FILES_MAX = 500;

  /** All texts of one round. */
  public static final int ROUND_BYTES_MAX = 4 << 20;

  public static final int ROUNDS_MAX = 100;

  /** Open proposals of one author. */
  public static final int OPEN_PROPOSALS_MAX = 50;

  /** Comments of one proposal. */
  public static final int COMMENTS_MAX = 2_000;

  /** Reviews of one proposal. */
  public static final int REVIEWS_MAX = 1_000;

  public static final int REQUEST_ID_CHARS_MAX = 64;

  /** Most of anything in one answer. */
  public static final int PAGE_MAX = 500;

  /** Names without a leading dot, with slashes between: nothing that leads out of a folder. */
  private static final Pattern PATH =
      Pattern.compile("([\\w-][\\w.-]*/)*([\\w-][\\w.-]*\\.proto|edl\\.yaml)");

  private ReviewLimits() {}

  static void checkTitle(String title) {
    if (title.isBlank() || title.length() > TITLE_CHARS_MAX || hasControl(title, false)) {
      throw invalid("a title is one line of 1 to %,d characters".formatted(TITLE_CHARS_MAX));
    }
  }

  /**
   * @param what {@code "a description"}
   */
  static void checkText(String what, String text, int charsMax) {
    if (text.length() > charsMax || hasControl(text, true)) {
      throw invalid(
          "%s has at most %,d characters, none of them control characters but tab and line feed; it has %,d"
              .formatted(what, charsMax, text.length()));
    }
  }

  private static boolean hasControl(String text, boolean linesAllowed) {
    return text.chars()
        .anyMatch(
            c ->
                Character.isISOControl(c)
                    && !(linesAllowed && (c == '\n' || c == '\r' || c == '\t')));
  }

  static void checkRequestId(String requestId) {
    if (requestId.length() > REQUEST_ID_CHARS_MAX || hasControl(requestId, false)) {
      throw invalid("a request's id has at most %d characters".formatted(REQUEST_ID_CHARS_MAX));
    }
  }

  /**
   * @param files text by path; empty where a file is deleted
   * @throws TallyException REQUEST_INVALID and REQUEST_TOO_LARGE over the limits
   */
  public static void checkFiles(Map<String, Optional<String>> files) {
    if (files.isEmpty() || files.size() > ROUND_FILES_MAX) {
      throw invalid(
          "a round changes 1 to %,d files, not %,d".formatted(ROUND_FILES_MAX, files.size()));
    }
    long bytes = 0;
    for (Map.Entry<String, Optional<String>> file : files.entrySet()) {
      checkPath(file.getKey());
      bytes += file.getValue().map(text -> bytes(file.getKey(), text)).orElse(0);
    }
    if (bytes > ROUND_BYTES_MAX) {
      throw new TallyException(
          ErrorCode.REQUEST_TOO_LARGE,
          "the files of a round have at most %,d bytes, not %,d".formatted(ROUND_BYTES_MAX, bytes));
    }
  }

  private static void checkPath(String path) {
    if (path.length() > Registry.PATH_CHARS_MAX || !PATH.matcher(path).matches()) {
      throw invalid(
          "'%s' is no path of a .proto file or an edl.yaml; write names of letters, digits, '_', '-' and '.' with '/' between"
              .formatted(path.substring(0, Math.min(path.length(), 100))));
    }
  }

  private static int bytes(String path, String text) {
    if (text.indexOf('\0') >= 0) {
      throw invalid(path + " has a character 0, and is no text");
    }
    return text.getBytes(UTF_8).length;
  }

  static void checkPage(int limit) {
    if (limit < 1 || limit > PAGE_MAX) {
      throw invalid("limit is 1 to %d, not %d".formatted(PAGE_MAX, limit));
    }
  }

  static TallyException invalid(String message) {
    return new TallyException(ErrorCode.REQUEST_INVALID, message);
  }

  static TallyException conflict(String message) {
    return new TallyException(ErrorCode.CONFLICT, message);
  }
}
