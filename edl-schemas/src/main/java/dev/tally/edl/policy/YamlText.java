package dev.tally.edl.policy;

import dev.tally.edl.load.Place;
import dev.tally.edl.policy.YamlNode.Entry;
import dev.tally.edl.policy.YamlNode.Mapping;
import dev.tally.edl.policy.YamlNode.Scalar;
import dev.tally.edl.policy.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * Reads YAML with its places. One document of mappings, lists and scalars; aliases and what lies
 * too deep are refused.
 */
final class YamlText {
  private static final YAMLMapper YAML = new YAMLMapper();

  private final String path;
  private final YAMLParser parser;

  /** What can't be read. */
  static final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Place place;

    Refusal(Place place, String message) {
      super(message);
      this.place = place;
    }

    Place place() {
      return place;
    }

    String words() {
      return String.valueOf(getMessage());
    }
  }

  private YamlText(String path, YAMLParser parser) {
    this.path = path;
    this.parser = parser;
  }

  /** Empty where the text holds nothing but comments. */
  static Optional<YamlNode> read(String path, String text) throws Refusal {
    try (YAMLParser parser = (YAMLParser) YAML.createParser(text)) {
      return new YamlText(path, parser).document();
    } catch (JacksonException e) {
      throw new Refusal(
          place(path, e.getLocation()), "this is no YAML: " + firstLine(e.getOriginalMessage()));
    }
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("");
  }

  private Optional<YamlNode> document() throws Refusal {
    if (parser.nextToken() == null) {
      return Optional.empty();
    }
    YamlNode root = value(1);
    if (parser.nextToken() != null) {
      throw new Refusal(place(), "there is a second document; write one");
    }
    boolean isEmpty = root instanceof Scalar scalar && scalar.text().isEmpty();
    return isEmpty ? Optional.empty() : Optional.of(root);
  }

  /** That of the current token; the parser stands on its end behind. */
  private YamlNode value(int depth) throws Refusal {
    if (depth > PolicyLimits.DEPTH_MAX) {
      throw new Refusal(place(), "it is nested deeper than " + PolicyLimits.DEPTH_MAX);
    }
    if (parser.isCurrentAlias()) {
      throw new Refusal(place(), "aliases are not read; write the value out");
    }
    Place place = place();
    return switch (parser.currentToken()) {
      case START_OBJECT -> new Mapping(place, entries(depth));
      case START_ARRAY -> new Sequence(place, values(depth));
      case VALUE_NULL -> new Scalar(place, "");
      default -> new Scalar(place, String.valueOf(parser.getString()).strip());
    };
  }

  private List<Entry> entries(int depth) throws Refusal {
    List<Entry> entries = new ArrayList<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      Place place = place();
      String key = parser.currentName();
      parser.nextToken();
      entries.add(new Entry(place, key, value(depth + 1)));
    }
    return entries;
  }

  private List<YamlNode> values(int depth) throws Refusal {
    List<YamlNode> values = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      values.add(value(depth + 1));
    }
    return values;
  }

  private Place place() {
    return place(path, parser.currentTokenLocation());
  }

  private static Place place(String path, TokenStreamLocation location) {
    return new Place(path, Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
  }
}
