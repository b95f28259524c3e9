package dev.tally.aggregator.testing;

import dev.tally.storage.ClickHouse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * Batches of orders, some of them sent to several collectors, each of which stores some rows of
 * what it got, in blocks and in an order of its own. Knows, without SQL, which rows are committed
 * and what they add up to.
 */
public final class RepeatedBatches {
  /** A row as its producer made it: what identifies it, and its values. */
  private record Made(int producer, int batch, int row, long timeS, String country, long items) {}

  private record Copy(Made made, int attempt) {}

  private static final int COLLECTORS = 3;
  private static final int ATTEMPTS_MAX = 4;
  private static final int ROWS_MAX = 6;
  private static final List<String> COUNTRIES = List.of("no", "cz", "us");

  private final ClickHouse clickHouse;
  private final Random random;
  private final String event;
  private final Map<String, ArrayDeque<List<Copy>>> uncommitted = new TreeMap<>();
  private final Map<String, Integer> blocks = new HashMap<>();
  private final Set<Made> committed = new HashSet<>();
  private long copies;

  /**
   * @param repeatedOf how many in a hundred batches are sent more than once
   */
  public RepeatedBatches(
      ClickHouse clickHouse, Random random, String event, int batches, int repeatedOf) {
    this.clickHouse = clickHouse;
    this.random = random;
    this.event = event;
    Map<String, List<List<Copy>>> stored = new TreeMap<>();
    for (int collector = 1; collector <= COLLECTORS; collector++) {
      stored.put("c" + collector, new ArrayList<>());
    }
    for (int batch = 1; batch <= batches; batch++) {
      send(batch, random.nextInt(100) < repeatedOf, stored);
    }
    stored.forEach((collector, list) -> uncommitted.put(collector, blocks(list)));
  }

  /** One batch, to one collector after the other; what each stores of it. */
  private void send(int batch, boolean isRepeated, Map<String, List<List<Copy>>> stored) {
    int producer = random.nextInt(4);
    List<Made> rows = new ArrayList<>();
    for (int row = 0; row <= random.nextInt(ROWS_MAX); row++) {
      long time = RawOrders.START_S + random.nextInt(6 * 3_600);
      String country = COUNTRIES.get(random.nextInt(COUNTRIES.size()));
      rows.add(new Made(producer, batch, row, time, country, 1L << random.nextInt(40)));
    }
    List<String> collectors = new ArrayList<>(stored.keySet());
    Collections.shuffle(collectors, random);
    int attempt = 1;
    for (String collector : collectors.subList(0, isRepeated ? 1 + random.nextInt(3) : 1)) {
      boolean isLost = isRepeated && random.nextInt(5) == 0;
      int rejected = isRepeated ? random.nextInt(3) : 0;
      List<Copy> block = new ArrayList<>();
      for (Made row : rows) {
        if (!isLost && (rejected == 0 || random.nextInt(4) >= rejected)) {
          block.add(new Copy(row, attempt));
        }
      }
      stored.computeIfAbsent(collector, c -> new ArrayList<>()).add(block);
      attempt += 1 + (isRepeated ? random.nextInt(ATTEMPTS_MAX) : 0);
    }
  }

  /** In any order: a collector that was down stores hours later. */
  private ArrayDeque<List<Copy>> blocks(List<List<Copy>> batches) {
    Collections.shuffle(batches, random);
    ArrayDeque<List<Copy>> blocks = new ArrayDeque<>();
    for (List<Copy> batch : batches) {
      if (blocks.isEmpty() || random.nextInt(5) == 0) {
        blocks.add(new ArrayList<>());
      }
      blocks.getLast().addAll(batch);
    }
    return blocks;
  }

  public boolean isMore() {
    return uncommitted.values().stream().anyMatch(blocks -> !blocks.isEmpty());
  }

  /** Stores and commits the next blocks of some collector. */
  public void commitSome() {
    List<Map.Entry<String, ArrayDeque<List<Copy>>>> waiting =
        uncommitted.entrySet().stream().filter(e -> !e.getValue().isEmpty()).toList();
    Map.Entry<String, ArrayDeque<List<Copy>>> next = waiting.get(random.nextInt(waiting.size()));
    String collector = next.getKey();
    ArrayDeque<List<Copy>> queue = next.getValue();
    int first = blocks.getOrDefault(collector, 0) + 1;
    int block = first;
    List<String> values = new ArrayList<>();
    for (int count = 1 + random.nextInt(5); count > 0 && !queue.isEmpty(); count--) {
      for (Copy copy : queue.remove()) {
        values.add(values(copy, collector, block));
        committed.add(copy.made());
        copies++;
      }
      block++;
    }
    blocks.put(collector, block - 1);
    if (!values.isEmpty()) {
      clickHouse.execute(
          "INSERT INTO events (* EXCEPT(created)) VALUES " + String.join(",", values));
      new RawOrders(clickHouse).commit(collector, first, block - 1);
    }
  }

  private String values(Copy copy, String collector, int block) {
    Made made = copy.made();
    return """
        ('%s', %d.000, now64(3), 1, '00000000-0000-0000-0000-00000000000%d', %d, %d, %d, '%s', %d, '2100-01-01',
         ['country'], ['%s'], [], [], ['items'], [%d], [], [])"""
        .formatted(
            event,
            made.timeS(),
            made.producer(),
            made.batch(),
            made.row(),
            copy.attempt(),
            collector,
            block,
            made.country(),
            made.items());
  }

  /** Rows in the raw table, copies included. */
  public long copies() {
    return copies;
  }

  public long rows() {
    return committed.size();
  }

  /** The sum of items of all committed rows, each once. */
  public long items() {
    return committed.stream().mapToLong(Made::items).sum();
  }

  /** "country seconds" to the number of orders or the sum of their items. */
  public Map<String, Double> points(long resolutionS, boolean isSum) {
    Map<String, Double> points = new TreeMap<>();
    for (Made made : committed) {
      long bucket = made.timeS() - made.timeS() % resolutionS;
      points.merge(made.country() + " " + bucket, isSum ? (double) made.items() : 1.0, Double::sum);
    }
    return points;
  }
}
