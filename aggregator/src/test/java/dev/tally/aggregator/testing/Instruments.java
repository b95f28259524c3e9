package dev.tally.aggregator.testing;

import static dev.tally.storage.testing.Attributes.attribute;
import static dev.tally.storage.testing.Attributes.dimension;
import static dev.tally.storage.testing.Attributes.eventTime;
import static dev.tally.storage.testing.Attributes.scaled;

import dev.tally.aggregator.testing.StoredEvents.Stored;
import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.Entity;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Filter;
import dev.tally.storage.testing.Attributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * Events that add, change and delete instruments: late ones, several in one millisecond, some sent
 * to two collectors. Knows, by a plain map and without SQL, which instruments there are.
 */
public final class Instruments {
  public static final String NAME = "quotes.Instrument";

  private static final int COPIED_MAX = 900;

  private static final Comparator<Stored> LATER =
      Comparator.comparingLong(Stored::timeMs)
          .thenComparingLong(Stored::receivedMs)
          .thenComparingInt(Stored::batch)
          .thenComparingInt(Stored::row);

  private final StoredEvents stored;
  private final Random random;
  private final List<Stored> made = new ArrayList<>();
  private final Map<Integer, Integer> batches = new HashMap<>();
  private long clockMs = (RawOrders.START_S + 86_400) * 1_000;
  private int copied;

  public Instruments(StoredEvents stored, Random random) {
    this.stored = stored;
    this.random = random;
  }

  /** By symbol and exchange; gone with {@code deleted}. */
  public static EventType type() {
    return withoutEntities()
        .withEntity(
            new Entity(
                List.of("symbol", "exchange"),
                Optional.of(
                    new Filter.Compare(
                        "deleted", Filter.Operator.EQUAL, new Filter.Literal.Bool(true)))));
  }

  public static EventType withoutEntities() {
    return Attributes.eventType(
        NAME,
        eventTime("time"),
        dimension("symbol", AttributeType.STRING),
        dimension("exchange", AttributeType.STRING),
        attribute("deleted", AttributeType.BOOL),
        scaled("tick", AttributeType.INT64, 2),
        attribute("lot", AttributeType.INT32));
  }

  public static Stored event(
      long timeMs,
      long receivedMs,
      int batch,
      int row,
      String symbol,
      long lot,
      boolean isDeleted) {
    return new Stored(
        NAME,
        timeMs,
        receivedMs,
        1,
        batch,
        row,
        1,
        texts(symbol, "X", isDeleted),
        Map.of("lot", lot, "tick", lot * 5));
  }

  /** What is "" is unset. */
  private static Map<String, String> texts(String symbol, String exchange, boolean isDeleted) {
    Map<String, String> texts = new HashMap<>();
    if (!symbol.isEmpty()) {
      texts.put("symbol", symbol);
    }
    texts.put("exchange", exchange);
    if (isDeleted) {
      texts.put("deleted", "true");
    }
    return texts;
  }

  /** A few batches in a block of one collector; then maybe some of them elsewhere. */
  public void commitSome() {
    List<Stored> once = new ArrayList<>();
    List<Stored> twice = new ArrayList<>();
    for (int batch = 0; batch < 3; batch++) {
      boolean isCopied = copied < COPIED_MAX - 10 && random.nextInt(4) == 0;
      (isCopied ? twice : once).addAll(batch(isCopied));
    }
    List<Stored> all = new ArrayList<>(once);
    all.addAll(twice);
    made.addAll(all);
    stored.commit("c" + random.nextInt(2), all);
    clockMs += 50;
    stored.commit("c2", twice.stream().map(row -> row.again(clockMs)).toList());
  }

  private List<Stored> batch(boolean isCopied) {
    int producer = random.nextInt(3);
    int number = batches.merge(producer, 1, Integer::sum);
    clockMs += 10;
    List<Stored> rows = new ArrayList<>();
    for (int row = 0; row <= random.nextInt(6); row++) {
      // What has copies has a time of its own: of copies the first that is taken in says when it
      // was received, and which one that is, nobody outside knows.
      long time = (RawOrders.START_S + random.nextInt(40)) * 1_000 + (isCopied ? ++copied : 0);
      String symbol = random.nextInt(12) == 0 ? "" : "S'" + random.nextInt(30);
      rows.add(
          new Stored(
              NAME,
              time,
              clockMs,
              producer,
              number,
              row,
              1,
              texts(symbol, "X" + random.nextInt(2), random.nextInt(4) == 0),
              Map.of("lot", (long) random.nextInt(1_000_000), "tick", 5L)));
    }
    return rows;
  }

  /** "symbol exchange" to the lot of each instrument that is there. */
  public Map<String, Long> lots() {
    Map<String, Stored> latest = new TreeMap<>();
    for (Stored row : made) {
      String key = row.texts().getOrDefault("symbol", "") + " " + row.texts().get("exchange");
      latest.merge(key, row, (a, b) -> LATER.compare(a, b) >= 0 ? a : b);
    }
    Map<String, Long> lots = new TreeMap<>();
    latest.forEach(
        (key, row) -> {
          if (!row.texts().containsKey("deleted")) {
            lots.put(key, row.integers().getOrDefault("lot", 0L));
          }
        });
    return lots;
  }
}
