package dev.tally.aggregator.graphite.function;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A part of what identifies a series: a component of its path, or a tag.
 *
 * @param index of the component, from the end when negative
 * @param tag by its name; the component's index as a text otherwise
 */
record Node(@Nullable Integer index, String tag) {
  Node {
    requireNonNull(tag);
  }

  static Node component(int index) {
    return new Node(index, String.valueOf(index));
  }

  static Node tag(String name) {
    return new Node(null, name);
  }

  /** What a series is at all nodes, dots between; the path is the leftmost in its name. */
  static String key(TimeSeries series, List<Node> nodes) {
    String name = series.name();
    String path = name.endsWith(")") ? SeriesNames.firstPath(name) : name;
    String[] components = path.split(";", 2)[0].split("\\.", -1);
    return nodes.stream().map(node -> node.of(series, components)).collect(Collectors.joining("."));
  }

  private String of(TimeSeries series, String[] components) {
    if (index != null) {
      int at = index < 0 ? components.length + index : index;
      if (at >= 0 && at < components.length) {
        return components[at];
      }
    }
    return series.tags().getOrDefault(tag, "");
  }
}
