package dev.tally.web;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingDouble;
import static java.util.Comparator.comparingLong;

import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.EventType;
import dev.tally.web.answer.EventTypeList.Match;
import dev.tally.web.answer.EventTypeList.Summary;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which event types a caller wants, in which order.
 *
 * @param words in lower case; all must occur, in name, description or owner, or in an attribute
 */
record EventTypeQuery(List<String> words, Comparator<Summary> order, int limit, int offset) {
  static final int LIMIT_DEFAULT = 100;
  static final int LIMIT_MAX = 1_000;

  /** Attributes that are named where they were needed to find an event type. */
  static final int MATCHES_MAX = 3;

  static EventTypeQuery of(Context context) {
    return new EventTypeQuery(
        Parameters.words(context, "search"),
        order(Parameters.text(context, "sort", "name"), Parameters.text(context, "order", "asc")),
        Parameters.number(context, "limit", LIMIT_DEFAULT, 1, LIMIT_MAX),
        Parameters.number(context, "offset", 0, 0, Integer.MAX_VALUE));
  }

  /**
   * The attributes that were needed to find an event type, at most {@link #MATCHES_MAX}; absent
   * where it is not found. Each word stands in a text of its own, or of one of its attributes.
   */
  Optional<List<Match>> matches(EventType eventType) {
    List<String> missing =
        words.stream().filter(word -> !contains(word, ownTexts(eventType))).toList();
    if (missing.isEmpty()) {
      return Optional.of(List.of());
    }
    List<Attribute> found =
        eventType.attributes().stream()
            .filter(
                attribute -> missing.stream().anyMatch(word -> contains(word, texts(attribute))))
            .toList();
    boolean all =
        missing.stream()
            .allMatch(word -> found.stream().anyMatch(each -> contains(word, texts(each))));
    return all
        ? Optional.of(
            found.stream()
                .limit(MATCHES_MAX)
                .map(attribute -> new Match(attribute.name(), attribute.description()))
                .toList())
        : Optional.empty();
  }

  private static List<String> ownTexts(EventType eventType) {
    return List.of(eventType.name(), eventType.description(), eventType.owner());
  }

  private static List<String> texts(Attribute attribute) {
    return List.of(attribute.name(), attribute.description(), attribute.unit());
  }

  private static boolean contains(String word, List<String> texts) {
    return texts.stream().anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(word));
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
              throw Parameters.invalid(
                  "sort is '"
                      + sort
                      + "': use name, owner, perMinute, stored, rejected or lastSeen");
        };
    Comparator<Summary> directed =
        switch (order) {
          case "asc" -> by;
          case "desc" -> by.reversed();
          default -> throw Parameters.invalid("order is '" + order + "': use asc or desc");
        };
    return directed.thenComparing(Summary::name);
  }

  private static Instant orNever(@Nullable Instant lastSeen) {
    return lastSeen == null ? Instant.MIN : lastSeen;
  }
}
