package dev.tally.storage.statement;

import dev.tally.storage.ClickHouse;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The parts that hold the points of all series, now. */
public final class SelectSeriesParts {
  private static final String SQL =
      """
      SELECT name, toInt64(toUnixTimestamp(modification_time)) AS written FROM system.parts
      WHERE database = currentDatabase() AND table = 'series' AND active""";

  private final ClickHouse clickHouse;

  public SelectSeriesParts(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /**
   * A part never changes: an insert, a merge, a deletion makes another one, of another name. A name
   * comes again only where a table was emptied, or lost parts, and the engine began anew.
   *
   * @param written seconds since the epoch
   */
  public record Part(String name, long written) {}

  public Set<Part> run() {
    return new HashSet<>(
        clickHouse.query(SQL, Map.of(), row -> new Part(row.string("name"), row.int64("written"))));
  }
}
