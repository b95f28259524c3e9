package dev.tally.aggregator.graphite;

import dev.tally.aggregator.statement.SelectPathNodes.PathNode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.core.JsonGenerator;

/** Graphite's forms of the nodes that {@code /metrics/find} finds. */
final class NodeAnswer {
  private NodeAnswer() {}

  /**
   * One item per name, as in Graphite, whatever the branches that the nodes hang on; those that can
   * be opened first. A name that is a series' and has others below it is both, which in Graphite it
   * can't be.
   *
   * @param wildcards whether a node that stands for all of several comes first
   * @param base of the ids: the query without its last part
   */
  static void tree(JsonGenerator json, List<PathNode> found, boolean wildcards, String base) {
    Collection<PathNode> nodes = byName(found, base);
    List<PathNode> ordered =
        Stream.concat(
                nodes.stream().filter(PathNode::isBranch),
                nodes.stream().filter(node -> !node.isBranch()))
            .toList();
    json.writeStartArray();
    if (wildcards && nodes.size() > 1) {
      boolean isBranch = nodes.stream().anyMatch(PathNode::isBranch);
      node(json, new PathNode(base + "*", !isBranch, isBranch));
    }
    ordered.forEach(node -> node(json, node));
    json.writeEndArray();
  }

  private static Collection<PathNode> byName(List<PathNode> found, String base) {
    Map<String, PathNode> nodes = new LinkedHashMap<>();
    for (PathNode node : found) {
      nodes.merge(
          node.name(),
          new PathNode(base + node.name(), node.isLeaf(), node.isBranch()),
          (a, b) -> new PathNode(a.path(), a.isLeaf() || b.isLeaf(), a.isBranch() || b.isBranch()));
    }
    return nodes.values();
  }

  private static void node(JsonGenerator json, PathNode node) {
    json.writeStartObject();
    json.writeStringProperty("text", node.name());
    json.writeStringProperty("id", node.path());
    json.writeNumberProperty("allowChildren", node.isBranch() ? 1 : 0);
    json.writeNumberProperty("expandable", node.isBranch() ? 1 : 0);
    json.writeNumberProperty("leaf", node.isLeaf() ? 1 : 0);
    json.writeObjectPropertyStart("context");
    json.writeEndObject();
    json.writeEndObject();
  }

  /** One item per branch, with a dot behind it, and one per series. */
  static void completer(JsonGenerator json, List<PathNode> nodes, boolean wildcards) {
    json.writeStartObject();
    json.writeArrayPropertyStart("metrics");
    for (PathNode node : nodes) {
      if (node.isBranch()) {
        metric(json, node.path() + ".", node.name(), "0");
      }
      if (node.isLeaf()) {
        metric(json, node.path(), node.name(), "1");
      }
    }
    if (wildcards && nodes.size() > 1) {
      json.writeStartObject();
      json.writeStringProperty("name", "*");
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void metric(JsonGenerator json, String path, String name, String isLeaf) {
    json.writeStartObject();
    json.writeStringProperty("path", path);
    json.writeStringProperty("name", name);
    json.writeStringProperty("is_leaf", isLeaf);
    json.writeEndObject();
  }
}
