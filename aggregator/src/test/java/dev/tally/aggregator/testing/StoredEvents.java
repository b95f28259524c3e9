package dev.tally.aggregator.testing;

import dev.tally.storage.ClickHouse;
import dev.tally.storage.Sql;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Raw rows as collectors would have stored them, a block after the other. */
public final class StoredEvents {
  private final ClickHouse clickHouse;
  private final Map<String, Integer> blocks = new HashMap<>();

  /**
   * A row. What is absent from the maps is unset.
   *
   * @param texts dimensions, enums and bools as texts
   * @param integers integers, and fixed-point numbers unscaled
   */
  public record Stored(
      String event,
      long timeMs,
      long receivedMs,
      int producer,
      int batch,
      int row,
      int attempt,
      Map<String, String> texts,
      Map<String, Long> integers) {
    public Stored {
      texts = Map.copyOf(texts);
      integers = Map.copyOf(integers);
    }

    /** A copy that was sent to another collector. */
    public Stored again(long laterMs) {
      return new Stored(event, timeMs, laterMs, producer, batch, row, attempt + 1, texts, integers);
    }
  }

  public StoredEvents(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /** As one block of a collector. */
  public void commit(String collector, List<Stored> rows) {
    if (rows.isEmpty()) {
      return;
    }
    int block = blocks.merge(collector, 1, Integer::sum);
    List<String> values = new ArrayList<>();
    for (Stored row : rows) {
      values.add(
          """
          (%s, fromUnixTimestamp64Milli(%d, 'UTC'), fromUnixTimestamp64Milli(%d, 'UTC'), 1,
           '00000000-0000-0000-0000-00000000000%d', %d, %d, %d, %s, %d, '2100-01-01',
           %s, %s, [], [], %s, %s, [], [])"""
              .formatted(
                  Sql.literal(row.event()),
                  row.timeMs(),
                  row.receivedMs(),
                  row.producer(),
                  row.batch(),
                  row.row(),
                  row.attempt(),
                  Sql.literal(collector),
                  block,
                  array(row.texts().keySet().stream().sorted().map(Sql::literal).toList()),
                  array(
                      row.texts().keySet().stream()
                          .sorted()
                          .map(name -> Sql.literal(row.texts().getOrDefault(name, "")))
                          .toList()),
                  array(row.integers().keySet().stream().sorted().map(Sql::literal).toList()),
                  array(
                      row.integers().keySet().stream()
                          .sorted()
                          .map(name -> String.valueOf(row.integers().get(name)))
                          .toList())));
    }
    clickHouse.execute("INSERT INTO events (* EXCEPT(created)) VALUES " + String.join(",", values));
    new RawOrders(clickHouse).commit(collector, block, block);
  }

  private static String array(List<String> elements) {
    return elements.stream().collect(Collectors.joining(", ", "[", "]"));
  }
}
