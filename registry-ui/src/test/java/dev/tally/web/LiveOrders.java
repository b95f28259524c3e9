package dev.tally.web;

import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.Delivery;
import dev.tally.edl.model.DimensionClass;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.PiiClass;
import dev.tally.edl.model.Presence;
import dev.tally.edl.model.Revision;
import dev.tally.edl.model.Shape;
import dev.tally.edl.model.ValueKind;
import dev.tally.edl.registry.Fingerprint;
import dev.tally.storage.ClickHouse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/** An event type with attributes of all kinds in three revisions, and events of it. */
final class LiveOrders {
  static final String NAME = "shop.OrderPlaced";
  static final int OLDEST = 11;
  static final int MIDDLE = 14;
  static final int LATEST = 15;
  private static final int INSERT_ROWS = 100;

  private LiveOrders() {}

  /** What one event is, as its sender knows it. Values are as they are stored. */
  record Sent(
      int revision,
      int producer,
      Instant received,
      Instant time,
      Map<String, List<Object>> attributes) {
    UUID producerId() {
      return new UUID(7, producer);
    }
  }

  static List<Revision> revisions() {
    List<Attribute> always =
        List.of(
            attribute("status", AttributeType.STRING, DimensionClass.SMALL, PiiClass.NONE, 0),
            attribute("gift", AttributeType.BOOL, DimensionClass.NONE, PiiClass.NONE, 0),
            attribute("note", AttributeType.STRING, DimensionClass.NONE, PiiClass.NONE, 0),
            attribute("price", AttributeType.DOUBLE, DimensionClass.NONE, PiiClass.NONE, 2),
            attribute("pieces", AttributeType.INT32, DimensionClass.NONE, PiiClass.NONE, 0),
            attribute("serial", AttributeType.UINT64, DimensionClass.NONE, PiiClass.NONE, 0),
            attribute("ratio", AttributeType.DOUBLE, DimensionClass.NONE, PiiClass.NONE, 0),
            attribute("paid", AttributeType.TIMESTAMP, DimensionClass.NONE, PiiClass.NONE, 0),
            attribute(
                "postcode",
                AttributeType.STRING,
                DimensionClass.MEDIUM,
                PiiClass.QUASI_IDENTIFIER,
                0),
            shaped("tags", AttributeType.STRING, Shape.REPEATED, false, false),
            shaped("never", AttributeType.STRING, Shape.SINGULAR, false, false));
    Attribute coupon = shaped("coupon", AttributeType.STRING, Shape.SINGULAR, false, false);
    Attribute channel = shaped("channel", AttributeType.INT32, Shape.SINGULAR, false, false);
    Attribute deprecated = shaped("channel", AttributeType.INT32, Shape.SINGULAR, true, false);
    Attribute time = shaped("time", AttributeType.TIMESTAMP, Shape.SINGULAR, false, true);
    // What was called personal once stays so: events of that time may still be there.
    Attribute personal =
        attribute("email", AttributeType.STRING, DimensionClass.NONE, PiiClass.IDENTIFIER, 0);
    Attribute email =
        attribute("email", AttributeType.STRING, DimensionClass.NONE, PiiClass.NONE, 0);
    return List.of(
        revision(OLDEST, "", with(always, personal, coupon, channel, time)),
        revision(MIDDLE, "b", with(always, email, coupon, deprecated, time)),
        revision(LATEST, "c", with(always, email, deprecated, time)));
  }

  /** In the two days before {@code now}, most of them in the last; the last in the last hour. */
  static List<Sent> events(int count, Instant now, Random random) {
    List<Sent> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int revision = i % 10 == 0 ? OLDEST : i % 3 == 0 ? MIDDLE : LATEST;
      int producer = (revision == OLDEST ? 100 : revision == MIDDLE ? 200 : 300) + i % 4;
      long age = i % 5 == 0 ? 90_000 + i : i % 2 == 0 ? 40_000 + i : 60 + i;
      events.add(
          new Sent(
              revision,
              producer,
              now.minusSeconds(age),
              Instant.parse("2001-01-01T00:00:00Z").plusSeconds(random.nextInt(1_000_000)),
              attributes(i, revision, random)));
    }
    return events;
  }

  private static Map<String, List<Object>> attributes(int i, int revision, Random random) {
    Map<String, List<Object>> set = new TreeMap<>();
    set.put("status", List.of(List.of("NEW", "PAID", "SENT").get(Math.min(2, random.nextInt(6)))));
    set.put("gift", List.of(Boolean.toString(random.nextInt(4) == 0)));
    if (random.nextBoolean()) {
      set.put("note", List.of("it's \"note\" \\ " + random.nextInt(3)));
    }
    set.put("price", List.of((long) random.nextInt(100_000) - 5_000));
    set.put("pieces", List.of((long) random.nextInt(7)));
    set.put("serial", List.of(random.nextLong()));
    set.put("ratio", List.of(random.nextInt(1000) / 8.0));
    if (i % 4 != 0) {
      set.put("paid", List.of(1_700_000_000_000_000L + random.nextInt(1_000_000_000)));
    }
    set.put("email", List.of("person" + random.nextInt(50) + "@example.org"));
    set.put("postcode", List.of(random.nextInt(100) == 0 ? "RARE" + i : "10" + random.nextInt(3)));
    List<Object> tags = new ArrayList<>();
    for (int t = random.nextInt(4); t > 0; t--) {
      tags.add("tag" + random.nextInt(5));
    }
    if (!tags.isEmpty()) {
      set.put("tags", tags);
    }
    if (revision != LATEST && i % 20 == 0) {
      set.put("coupon", List.of("SAVE" + random.nextInt(3)));
    }
    if (revision == OLDEST) {
      set.put("channel", List.of((long) random.nextInt(3)));
    }
    return set;
  }

  /** Puts them where collectors do. */
  static void store(ClickHouse clickHouse, List<Sent> events) {
    Map<String, Attribute> known =
        revisions().stream()
            .flatMap(revision -> revision.eventType().attributes().stream())
            .collect(Collectors.toMap(Attribute::name, each -> each, (one, other) -> one));
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      rows.add(row(events.get(i), i, known));
    }
    // A query has at most 256 KiB.
    for (int from = 0; from < rows.size(); from += INSERT_ROWS) {
      clickHouse.execute(
          "INSERT INTO events (event, time, received, revision, producer, batch, row, attempt,"
              + " expires, dim_names, dim_values, str_names, str_values, int_names, int_values,"
              + " num_names, num_values) VALUES "
              + String.join(", ", rows.subList(from, Math.min(rows.size(), from + INSERT_ROWS))));
    }
  }

  private static String row(Sent sent, int i, Map<String, Attribute> known) {
    Map<ValueKind, List<String>> names = new EnumMap<>(ValueKind.class);
    Map<ValueKind, List<String>> values = new EnumMap<>(ValueKind.class);
    sent.attributes()
        .forEach(
            (name, all) -> {
              ValueKind kind = Objects.requireNonNull(known.get(name)).kind();
              for (Object value : all) {
                names.computeIfAbsent(kind, k -> new ArrayList<>()).add(literal(name));
                values.computeIfAbsent(kind, k -> new ArrayList<>()).add(literal(value));
              }
            });
    String arrays =
        List.of(ValueKind.DIM, ValueKind.STR, ValueKind.INT, ValueKind.NUM).stream()
            .map(
                kind ->
                    names.getOrDefault(kind, List.of())
                        + ", "
                        + values.getOrDefault(kind, List.of()))
            .collect(Collectors.joining(", "));
    return "('%s', %s, %s, %d, '%s', 1, %d, 1, '2100-01-01', %s)"
        .formatted(
            NAME,
            time(sent.time()),
            time(sent.received()),
            sent.revision(),
            sent.producerId(),
            i,
            arrays);
  }

  private static String time(Instant time) {
    return "fromUnixTimestamp64Milli(" + time.toEpochMilli() + ")";
  }

  private static String literal(Object value) {
    return value instanceof String text
        ? "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
        : value.toString();
  }

  private static List<Attribute> with(List<Attribute> always, Attribute... others) {
    List<Attribute> all = new ArrayList<>(always);
    all.addAll(List.of(others));
    return all;
  }

  private static Revision revision(int id, String description, List<Attribute> attributes) {
    EventType eventType =
        new EventType(
            NAME,
            "An order was placed. " + description,
            "checkout",
            Duration.ofDays(30),
            Delivery.AT_LEAST_ONCE,
            attributes,
            List.of(),
            List.of());
    return new Revision(id, Fingerprint.of(eventType), eventType, Flights.PUBLISHED);
  }

  private static Attribute attribute(
      String name, AttributeType type, DimensionClass dimension, PiiClass pii, int scale) {
    return attribute(name, type, Shape.SINGULAR, dimension, pii, scale, false, false);
  }

  private static Attribute shaped(
      String name, AttributeType type, Shape shape, boolean deprecated, boolean eventTime) {
    return attribute(
        name, type, shape, DimensionClass.NONE, PiiClass.NONE, 0, deprecated, eventTime);
  }

  private static Attribute attribute(
      String name,
      AttributeType type,
      Shape shape,
      DimensionClass dimension,
      PiiClass pii,
      int scale,
      boolean deprecated,
      boolean eventTime) {
    return new Attribute(
        name,
        List.of(1 + (name.hashCode() & 0xFFFF)),
        type,
        shape,
        Presence.OPTIONAL,
        Optional.empty(),
        dimension,
        pii,
        "",
        scale,
        eventTime,
        deprecated,
        "");
  }
}
