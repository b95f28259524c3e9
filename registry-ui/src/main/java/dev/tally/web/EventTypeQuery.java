package dev.tally.web;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingDouble;
import static java.util.Comparator.comparingLong;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.web.answer.EventTypeList.Summary;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which event types a caller wants, in which order.
 *
 * @param words in lower case; all must occur in name, description or owner
 */
record EventTypeQuery(List<String> words, Comparator<Summary> order, int limit, int offset) {
  static final int LIMIT_DEFAULT = 100;
  static final int LIMIT_MAX = 1_000;

  /** Characters of a search. */
  static final int SEARCH_CHARS_MAX = 200;

  static EventTypeQuery of(Context context) {
    return new EventTypeQuery(
        words(text(context, "search", "")),
        order(text(context, "sort", "name"), text(context, "order", "asc")),
        number(context, "limit", LIMIT_DEFAULT, 1, LIMIT_MAX),
        number(context, "offset", 0, 0, Integer.MAX_VALUE));
  }

  boolean finds(Summary summary) {
    String text =
        (summary.name() + '\n' + summary.description() + '\n' + summary.owner())
            .toLowerCase(Locale.ROOT);
    return words.stream().allMatch(text::contains);
  }

  private static List<String> words(String search) {
    if (search.length() > SEARCH_CHARS_MAX) {
      throw invalid("search has more than " + SEARCH_CHARS_MAX + " characters");
    }
    return Arrays.stream(search.toLowerCase(Locale.ROOT).split("\\s+"))
        .filter(word -> !word.isEmpty())
        .toList();
  }

  /** The name decides between equals, always forwards. */
  private static Comparator<Summary> order(String sort, String order) {
    Comparator<Summary> by =
        switch (sort) {
          case "name" -> comparing(Summary::name);
          case "owner" -> comparing(Summary::owner);
          case "perMinute" -> comparingDouble(summary -> summary.volume().perMinute());
          case "stored" -> comparingLong(summary -> summary.volume().stored());
          case "rejected" -> comparingLong(summary -> summary.volume().rejected());
          case "lastSeen" -> comparing(summary -> orNever(summary.volume().lastSeen()));
          default ->
              throw invalid(
                  "sort is '"
                      + sort
                      + "': use name, owner, perMinute, stored, rejected or lastSeen");
        };
    Comparator<Summary> directed =
        switch (order) {
          case "asc" -> by;
          case "desc" -> by.reversed();
          default -> throw invalid("order is '" + order + "': use asc or desc");
        };
    return directed.thenComparing(Summary::name);
  }

  private static Instant orNever(@Nullable Instant lastSeen) {
    return lastSeen == null ? Instant.MIN : lastSeen;
  }

  private static String text(Context context, String name, String otherwise) {
    String value = context.queryParam(name);
    return value == null ? otherwise : value;
  }

  private static int number(Context context, String name, int otherwise, int min, int max) {
    String text = context.queryParam(name);
    if (text == null) {
      return otherwise;
    }
    try {
      int value = Integer.parseInt(text);
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below, with the bounds.
    }
    throw invalid(name + " is '" + text + "': use a whole number between " + min + " and " + max);
  }

  private static TallyException invalid(String message) {
    return new TallyException(ErrorCode.REQUEST_INVALID, message);
  }
}
