package dev.tally.aggregator.statement;

import dev.tally.storage.ClickHouse;
import java.util.List;
import java.util.Map;

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

  private static final String SQL =
      """
      SELECT arrayStringConcat(arraySlice(splitByChar('.', path) AS components, 1, {depth:UInt32}), '.') AS node,
        max(length(components) = {depth:UInt32}) AS is_leaf,
        max(length(components) > {depth:UInt32}) AS is_branch
      FROM series_index
      WHERE startsWith(path, {prefix:String}) AND match(path, {regex:String})
      GROUP BY node
      ORDER BY node
      LIMIT {limit:UInt32}""";

  private final ClickHouse clickHouse;

  public SelectPathNodes(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /**
   * By path.
   *
   * @param regex of a node's path
   * @param depth components of a node's path
   */
  public List<PathNode> run(String prefix, String regex, int depth, int limit) {
    return clickHouse.query(
        SQL,
        Map.of(
            "prefix", prefix,
            "regex", "^" + regex + "(\\.|$)",
            "depth", depth,
            "limit", limit),
        row -> new PathNode(row.string("node"), row.bool("is_leaf"), row.bool("is_branch")));
  }
}
