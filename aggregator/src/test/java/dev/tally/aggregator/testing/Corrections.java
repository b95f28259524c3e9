package dev.tally.aggregator.testing;

import dev.tally.storage.ClickHouse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * Orders that are sent again, corrected: of those of equal user and time the last one counts. Some
 * of the batches go to a second collector as well. Knows, by a plain map and without SQL, which
 * orders count and what they add up to.
 */
public final class Corrections {
  /** An order as it is stored. */
  private record Stored(
      String user,
      long timeS,
      String country,
      long items,
      int producer,
      int batch,
      int row,
      int attempt,
      long receivedMs,
      String collector,
      int block) {}

  /** Of one producer: its last order, and when that was received at first. */
  private record Last(Stored order, long receivedMs) {}

  private static final int PRODUCERS = 3;
  private static final List<String> COUNTRIES = List.of("no", "cz", "us", "");

  private final ClickHouse clickHouse;
  private final Random random;
  private final String event;
  private final int spanS;
  private final Map<String, Integer> blocks = new HashMap<>();
  private final Map<Integer, Integer> batches = new HashMap<>();
  private final List<Stored> stored = new ArrayList<>();
  private long clockMs = (RawOrders.START_S + 86_400) * 1_000;

  /**
   * @param spanS the times of the orders are that far apart at most
   */
  public Corrections(ClickHouse clickHouse, Random random, String event, int spanS) {
    this.clickHouse = clickHouse;
    this.random = random;
    this.event = event;
    this.spanS = spanS;
  }

  /** A few batches in a block of one collector, committed; then maybe some of them elsewhere. */
  public void commitSome(int orders) {
    List<Stored> rows = new ArrayList<>();
    for (int batch = 0; batch < 3; batch++) {
      rows.addAll(batch(1 + random.nextInt(orders)));
    }
    String collector = "c" + random.nextInt(2);
    commit(collector, rows);
    if (random.nextInt(3) == 0) {
      clockMs += 50;
      Set<Integer> again = new HashSet<>(List.of(random.nextInt(PRODUCERS), 0));
      commit(
          "c2",
          rows.stream()
              .filter(row -> again.contains(row.producer()))
              .map(row -> received(row, row.attempt() + 1))
              .toList());
    }
  }

  private List<Stored> batch(int orders) {
    int producer = random.nextInt(PRODUCERS);
    int number = batches.merge(producer, 1, Integer::sum);
    clockMs += 10;
    List<Stored> rows = new ArrayList<>();
    for (int row = 0; row < orders; row++) {
      rows.add(
          new Stored(
              random.nextInt(10) == 0 ? "" : "u" + random.nextInt(4),
              RawOrders.START_S + (long) random.nextInt(12) * (spanS / 12),
              COUNTRIES.get(random.nextInt(COUNTRIES.size())),
              1L << random.nextInt(40),
              producer,
              number,
              row,
              1,
              clockMs,
              "",
              0));
    }
    return rows;
  }

  private Stored received(Stored row, int attempt) {
    return new Stored(
        row.user(),
        row.timeS(),
        row.country(),
        row.items(),
        row.producer(),
        row.batch(),
        row.row(),
        attempt,
        clockMs,
        "",
        0);
  }

  private void commit(String collector, List<Stored> rows) {
    if (rows.isEmpty()) {
      return;
    }
    int block = blocks.merge(collector, 1, Integer::sum);
    List<String> values = new ArrayList<>();
    for (Stored row : rows) {
      stored.add(row);
      values.add(
          """
          ('%s', %d.000, fromUnixTimestamp64Milli(%d, 'UTC'), 1, '00000000-0000-0000-0000-00000000000%d', %d, %d, %d,
           '%s', %d, '2100-01-01', %s, %s, %s, %s, ['items'], [%d], [], [])"""
              .formatted(
                  event,
                  row.timeS(),
                  row.receivedMs(),
                  row.producer(),
                  row.batch(),
                  row.row(),
                  row.attempt(),
                  collector,
                  block,
                  names("country", row.country()),
                  names(row.country(), row.country()),
                  names("user", row.user()),
                  names(row.user(), row.user()),
                  row.items()));
    }
    clickHouse.execute("INSERT INTO events (* EXCEPT(created)) VALUES " + String.join(",", values));
    new RawOrders(clickHouse).commit(collector, block, block);
  }

  /** What is "" is unset. */
  private static String names(String name, String value) {
    return value.isEmpty() ? "[]" : "['" + name + "']";
  }

  public long rows() {
    return stored.size();
  }

  /** "user seconds" to the order that counts. */
  private Map<String, Stored> latest() {
    Map<String, Map<Integer, Last>> byProducer = new TreeMap<>();
    for (Stored order : stored) {
      byProducer
          .computeIfAbsent(order.user() + " " + order.timeS(), k -> new HashMap<>())
          .merge(order.producer(), new Last(order, order.receivedMs()), Corrections::later);
    }
    Map<String, Stored> latest = new TreeMap<>();
    byProducer.forEach(
        (key, lasts) ->
            latest.put(
                key,
                lasts.values().stream()
                    .max(Comparator.comparingLong(Last::receivedMs))
                    .orElseThrow()
                    .order()));
    return latest;
  }

  private static Last later(Last a, Last b) {
    int sent =
        Comparator.comparingInt(Stored::batch)
            .thenComparingInt(Stored::row)
            .compare(a.order(), b.order());
    if (sent == 0) { // copies: the first attempt says when
      return a.order().attempt() < b.order().attempt() ? a : b;
    }
    return sent > 0 ? a : b;
  }

  /** Orders that count, the sum of their items, and of their producers and batches. */
  public List<Long> totals() {
    Map<String, Stored> latest = latest();
    return List.of(
        (long) latest.size(),
        latest.values().stream().mapToLong(Stored::items).sum(),
        latest.values().stream().mapToLong(o -> o.producer() * 1_000_000L + o.batch()).sum());
  }

  /**
   * "country seconds" to a value.
   *
   * @param metric orders, items (their sum), most (items), users, exact_users, basket (items of a
   *     user), or top (the two countries with most orders)
   */
  public Map<String, Double> points(String metric, long resolutionS) {
    if (metric.equals("top")) {
      Map<String, Double> orders = points("orders", resolutionS);
      orders.keySet().removeIf(key -> key.startsWith(" ")); // without a country
      return TopValues.of(orders, 2);
    }
    Map<String, List<Stored>> groups = new TreeMap<>();
    for (Stored order : latest().values()) {
      long bucket = order.timeS() - order.timeS() % resolutionS;
      groups.computeIfAbsent(order.country() + " " + bucket, k -> new ArrayList<>()).add(order);
    }
    Map<String, Double> points = new TreeMap<>();
    groups.forEach((key, orders) -> points.put(key, value(metric, orders)));
    points.values().removeIf(value -> !Double.isFinite(value));
    return points;
  }

  private static double value(String metric, List<Stored> orders) {
    return switch (metric) {
      case "orders" -> orders.size();
      case "items" -> orders.stream().mapToLong(Stored::items).sum();
      case "most" -> orders.stream().mapToLong(Stored::items).max().orElseThrow();
      case "basket" -> value("items", orders) / value("users", orders);
      case "users", "exact_users" ->
          orders.stream().map(Stored::user).filter(user -> !user.isEmpty()).distinct().count();
      default -> throw new IllegalArgumentException(metric);
    };
  }
}
