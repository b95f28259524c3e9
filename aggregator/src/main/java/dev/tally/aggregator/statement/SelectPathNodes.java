package dev.tally.aggregator.statement;

import dev.tally.aggregator.graphite.expression.PathPattern;
import dev.tally.aggregator.graphite.function.TimeRange;
import dev.tally.storage.ClickHouse;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The nodes of the tree of paths at one depth. */
public final class SelectPathNodes {
  /**
   * @param path from the root
   * @param isLeaf whether it is a series
   * @param isBranch whether series are below it
   */
  public record PathNode(String path, boolean isLeaf, boolean isBranch) {
    /** The last component. */
    public String name() {
      return path.substring(path.lastIndexOf('.') + 1);
    }
  }

  private final ClickHouse clickHouse;

  public SelectPathNodes(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /**
   * By path. Of series with tags none: those are found by tag.
   *
   * @param range in which there are points at or below the node, when given
   */
  public List<PathNode> run(PathPattern pattern, Optional<TimeRange> range, int limit) {
    String byPath = byPath(pattern);
    return clickHouse.query(
        """
        SELECT substringIndex(path, '.', {depth:UInt32}) AS node,
          max(path = node) AS is_leaf, max(path != node) AS is_branch
        FROM series_index
        WHERE %s
        GROUP BY node
        ORDER BY node
        LIMIT {limit:UInt32}"""
            .formatted(range.map(given -> inRange(byPath, given)).orElse(byPath)),
        Map.of(
            "prefix", pattern.literalPrefix(),
            "part", pattern.literalPart(),
            "regex", "^" + pattern.regex() + "(\\.|$)",
            "depth", pattern.depth(),
            "limit", limit),
        row -> new PathNode(row.string("node"), row.bool("is_leaf"), row.bool("is_branch")));
  }

  /** A regular expression takes longer than all the rest, so few paths should come to it. */
  private static String byPath(PathPattern pattern) {
    String condition = "startsWith(path, {prefix:String}) AND position(path, ';') = 0";
    if (pattern.isPrefix()) {
      return condition;
    }
    String part = pattern.literalPart().isEmpty() ? "" : " AND position(path, {part:String}) > 0";
    return condition + part + " AND match(path, {regex:String})";
  }

  private static String inRange(String byPath, TimeRange range) {
    return "path IN (SELECT path FROM series_index WHERE %s GROUP BY path HAVING %s)"
        .formatted(byPath, SeriesTags.inRange(range));
  }
}
