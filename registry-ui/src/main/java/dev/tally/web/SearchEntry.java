package dev.tally.web;

import dev.tally.edl.model.AlertRule;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Metric;
import dev.tally.web.answer.SearchAnswer.Hit;
import dev.tally.web.answer.SearchAnswer.Kind;
import dev.tally.web.answer.SearchAnswer.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Something that can be found. A word of a search is worth the more, the more of a name it is; a
 * word in a description less, and least one that only says where the thing belongs. A hit needs all
 * words, and at least one of them in its own name, unit or description.
 *
 * @param eventType empty of owners
 * @param within see {@link Hit}
 * @param texts what it is searched by, in lower case
 */
record SearchEntry(
    Kind kind,
    String name,
    String eventType,
    String within,
    String unit,
    String description,
    List<Text> texts) {
  /** Characters of a description in an answer. */
  static final int TEXT_CHARS_MAX = 200;

  private static final int WHOLE = 100;
  private static final int WHOLE_PART = 90;
  private static final int BEGINNING = 70;
  private static final int BEGINNING_OF_PART = 60;
  private static final int WITHIN_NAME = 40;
  private static final int UNIT = 30;
  private static final int WORD_OF_TEXT = 15;
  private static final int WITHIN_TEXT = 10;
  private static final int BELONGS = 3;

  /** Between the parts of a name: dots, underscores, and where a capital begins a word. */
  private static final Pattern PARTS = Pattern.compile("[._\\-]|(?<=[a-z0-9])(?=[A-Z])");

  private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");

  SearchEntry {
    if (texts.isEmpty()) {
      texts = texts(name, eventType, within, unit, description);
    }
    texts = List.copyOf(texts);
  }

  /**
   * @param parts words, or parts of a name
   */
  record Text(Place place, String whole, List<String> parts) {}

  /**
   * @param place of the word that is worth most
   */
  record Score(int points, Place place) {
    private static final Score NONE = new Score(0, Place.EVENT_TYPE);

    private Score better(Score other) {
      return other.points > points ? other : this;
    }
  }

  /** An event type and all that it declares. */
  static List<SearchEntry> of(EventType eventType) {
    String name = eventType.name();
    List<SearchEntry> entries = new ArrayList<>();
    entries.add(entry(Kind.EVENT_TYPE, name, name, "", "", eventType.description()));
    for (Attribute attribute : eventType.attributes()) {
      entries.add(
          entry(
              Kind.ATTRIBUTE,
              attribute.name(),
              name,
              "",
              attribute.unit(),
              attribute.description()));
      attribute
          .enumType()
          .ifPresent(
              type ->
                  type.values()
                      .forEach(
                          value ->
                              entries.add(
                                  entry(
                                      Kind.ENUM_VALUE,
                                      value.name(),
                                      name,
                                      attribute.name(),
                                      "",
                                      value.description()))));
    }
    for (Metric metric : eventType.metrics()) {
      entries.add(entry(Kind.METRIC, metric.name(), name, "", metric.unit(), metric.description()));
    }
    for (AlertRule alert : eventType.alerts()) {
      entries.add(entry(Kind.ALERT, alert.name(), name, alert.metric(), "", ""));
    }
    return entries;
  }

  private static SearchEntry entry(
      Kind kind, String name, String eventType, String within, String unit, String description) {
    return new SearchEntry(kind, name, eventType, within, unit, description, List.of());
  }

  Optional<Score> score(List<String> words) {
    int points = 0;
    boolean own = false;
    Score best = Score.NONE;
    for (String word : words) {
      Score score = score(word);
      if (score.points() == 0) {
        return Optional.empty();
      }
      own |= score.points() > BELONGS;
      points += score.points();
      best = best.better(score);
    }
    return own ? Optional.of(new Score(points / words.size(), best.place())) : Optional.empty();
  }

  Hit hit(Place place) {
    String text =
        description.length() <= TEXT_CHARS_MAX
            ? description
            : description.substring(0, TEXT_CHARS_MAX - 1) + "…";
    return new Hit(kind, name, eventType, within, text, place);
  }

  private Score score(String word) {
    Score best = Score.NONE;
    for (Text text : texts) {
      best = best.better(new Score(points(text, word), text.place()));
    }
    return best;
  }

  private static int points(Text text, String word) {
    if (!text.whole().contains(word)) {
      return 0;
    }
    return switch (text.place()) {
      case NAME -> pointsOfName(text, word);
      case UNIT -> UNIT;
      case DESCRIPTION -> text.parts().contains(word) ? WORD_OF_TEXT : WITHIN_TEXT;
      case ATTRIBUTE, EVENT_TYPE -> BELONGS;
    };
  }

  private static int pointsOfName(Text text, String word) {
    if (text.whole().equals(word)) {
      return WHOLE;
    }
    if (text.parts().contains(word)) {
      return WHOLE_PART;
    }
    if (text.whole().startsWith(word)) {
      return BEGINNING;
    }
    return text.parts().stream().anyMatch(part -> part.startsWith(word))
        ? BEGINNING_OF_PART
        : WITHIN_NAME;
  }

  private static List<Text> texts(
      String name, String eventType, String within, String unit, String description) {
    List<Text> texts = new ArrayList<>();
    texts.add(text(Place.NAME, name, PARTS));
    if (!unit.isEmpty()) {
      texts.add(text(Place.UNIT, unit, NO_WORD));
    }
    if (!description.isEmpty()) {
      texts.add(text(Place.DESCRIPTION, description, NO_WORD));
    }
    if (!within.isEmpty()) {
      texts.add(text(Place.ATTRIBUTE, within, PARTS));
    }
    if (!eventType.isEmpty() && !eventType.equals(name)) {
      texts.add(text(Place.EVENT_TYPE, eventType, PARTS));
    }
    return texts;
  }

  private static Text text(Place place, String text, Pattern between) {
    List<String> parts =
        between
            .splitAsStream(text)
            .filter(part -> !part.isEmpty())
            .map(part -> part.toLowerCase(Locale.ROOT))
            .toList();
    return new Text(place, text.toLowerCase(Locale.ROOT), parts);
  }
}
