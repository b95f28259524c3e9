package dev.tally.aggregator.statement;

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

  private static final String BY_PATH =
      "startsWith(path, {prefix:String}) AND match(path, {regex:String})";

  private final ClickHouse clickHouse;

  public SelectPathNodes(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /**
   * By path.
   *
   * @param regex of a node's path
   * @param depth components of a node's path
   * @param range in which there are points at or below the node, when given
   */
  public List<PathNode> run(
      String prefix, String regex, int depth, Optional<TimeRange> range, int limit) {
    return clickHouse.query(
        """
        SELECT arrayStringConcat(arraySlice(splitByChar('.', path) AS components, 1, {depth:UInt32}), '.') AS node,
          max(length(components) = {depth:UInt32}) AS is_leaf,
          max(length(components) > {depth:UInt32}) AS is_branch
        FROM series_index
        WHERE %s
        GROUP BY node
        ORDER BY node
        LIMIT {limit:UInt32}"""
            .formatted(range.map(SelectPathNodes::inRange).orElse(BY_PATH)),
        Map.of(
            "prefix", prefix,
            "regex", "^" + regex + "(\\.|$)",
            "depth", depth,
            "limit", limit),
        row -> new PathNode(row.string("node"), row.bool("is_leaf"), row.bool("is_branch")));
  }

  private static String inRange(TimeRange range) {
    return "path IN (SELECT path FROM series_index WHERE %s GROUP BY path HAVING %s)"
        .formatted(BY_PATH, SeriesTags.inRange(range));
  }
}
