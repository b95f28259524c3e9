package dev.tally.aggregator.statement;

import static java.util.Objects.requireNonNull;

import dev.tally.aggregator.plan.ScanPlan;
import dev.tally.storage.ClickHouse;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many combinations of values some of the rows have, of many columns and conditions in one
 * pass: by uniqCombined, exact for a few and within 1 % for many. Over {@link #ROWS_READ_MAX} or
 * {@link #SECONDS_MAX} it fails with QUERY_LIMIT.
 */
public final class CountGroups {
  public static final long ROWS_READ_MAX = 2_000_000_000L;
  public static final int SECONDS_MAX = 20;

  /**
   * @param columns SQL over the inner columns of a plan; none for whether there is any row
   * @param condition which rows, over the inner columns
   */
  public record Group(List<String> columns, String condition) {
    public Group {
      columns = List.copyOf(columns);
      requireNonNull(condition);
    }

    private String count() {
      return columns.isEmpty()
          ? "countIf(%s) > 0".formatted(condition)
          : "uniqCombinedIf(%s, %s)".formatted(String.join(", ", columns), condition);
    }
  }

  private final ClickHouse clickHouse;

  public CountGroups(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /**
   * @param rows condition over the columns of {@code events}
   * @param groups at least one
   */
  public Map<Group, Long> run(ScanPlan plan, String rows, Collection<Group> groups) {
    List<Group> all = List.copyOf(groups);
    List<String> counts = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      counts.add("toUInt64(" + all.get(i).count() + ") AS n" + i);
    }
    return clickHouse
        .query(
            "SELECT %s FROM (%s)".formatted(String.join(", ", counts), plan.rows(rows)),
            Map.of(),
            settings(),
            row -> {
              Map<Group, Long> found = new HashMap<>();
              for (int i = 0; i < all.size(); i++) {
                found.put(all.get(i), row.int64("n" + i));
              }
              return found;
            })
        .getFirst();
  }

  private static Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>(Statements.LARGE);
    settings.put("max_rows_to_read", Long.toString(ROWS_READ_MAX));
    settings.put("max_execution_time", Integer.toString(SECONDS_MAX));
    return settings;
  }
}
