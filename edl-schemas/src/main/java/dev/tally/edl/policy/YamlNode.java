package dev.tally.edl.policy;

import dev.tally.edl.load.Place;
import java.util.List;

/** A value of YAML, and where it stands. */
sealed interface YamlNode {
  Place place();

  /** In the order of the file; a key may be there twice. */
  record Mapping(Place place, List<Entry> entries) implements YamlNode {
    public Mapping {
      entries = List.copyOf(entries);
    }
  }

  /**
   * @param place of the key
   */
  record Entry(Place place, String key, YamlNode value) {}

  record Sequence(Place place, List<YamlNode> values) implements YamlNode {
    public Sequence {
      values = List.copyOf(values);
    }
  }

  /**
   * @param text as it is written, without quotes; empty when nothing is
   */
  record Scalar(Place place, String text) implements YamlNode {}

  /** What it is, for a person. */
  default String kind() {
    return switch (this) {
      case Mapping mapping -> "a mapping";
      case Sequence sequence -> "a list";
      case Scalar scalar -> scalar.text().isEmpty() ? "empty" : "'" + scalar.text() + "'";
    };
  }
}
