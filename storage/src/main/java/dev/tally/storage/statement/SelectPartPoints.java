package dev.tally.storage.statement;

import dev.tally.storage.ClickHouse;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The points of some series that are in none of some parts of the table. */
public final class SelectPartPoints {
  private static final String SQL =
      """
      SELECT path, toString(_part) AS part,
        groupArray(toUnixTimestamp(time)), groupArray(value), groupArray(version)
      FROM series
      WHERE path IN {paths:Array(String)} AND time >= {from:DateTime('UTC')}
        AND NOT has({known:Array(String)}, _part)
      GROUP BY path, part
      """;

  private final ClickHouse clickHouse;

  public SelectPartPoints(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /** Of one path in one part. */
  public record PartPoints(String path, String part, VersionedPoints points) {}

  /**
   * Reads them, however far ahead they are.
   *
   * @param paths as many as {@link SelectSeriesPoints#isOneRead}
   * @param from inclusive
   * @param known names of parts
   */
  public List<PartPoints> run(List<String> paths, Instant from, Collection<String> known) {
    return clickHouse.read(
        SQL,
        Map.of("paths", paths, "from", from, "known", List.copyOf(known)),
        "RowBinary",
        SelectPartPoints::decode);
  }

  private static List<PartPoints> decode(InputStream stream) throws IOException {
    RowBinaryInput in = new RowBinaryInput(stream);
    List<PartPoints> found = new ArrayList<>();
    while (!in.atEnd()) {
      found.add(
          new PartPoints(
              in.string(), in.string(), VersionedPoints.of(in.ints(), in.doubles(), in.longs())));
    }
    return found;
  }
}
