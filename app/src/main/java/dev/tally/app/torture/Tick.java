package dev.tally.app.torture;

import com.google.protobuf.CodedOutputStream;
import dev.tally.app.truth.PlainEvent;
import dev.tally.storage.Row;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The event of {@link TortureEdl}: how it is made up, sent in two ways, and read again. */
final class Tick {
  /** What is read of the typed view. */
  static final String COLUMNS =
      "toUnixTimestamp64Milli(time) AS at, slice, visitor, amount, weight, color, stands_for, express";

  private static final int TAG = 1;
  private static final int NUMBER = 2;
  private static final int SLICE = 3;
  private static final int TIME = 4;
  private static final int VISITOR = 5;
  private static final int AMOUNT = 6;
  private static final int WEIGHT = 7;
  private static final int COLOR = 8;
  private static final int STANDS_FOR = 9;
  private static final int EXPRESS = 10;

  private static final List<String> SLICES = List.of("north", "east", "south", "west");

  /** With what paths must escape. */
  private static final List<String> COLORS = List.of("red", "blue", "N.O", "dark green", "größe~/");

  private static final int UNSET_ONE_IN = 10;
  private static final int LATE_ONE_IN = 20;
  private static final int LATE_DAYS_MAX = 3;
  private static final int VISITORS = 3_000;
  private static final int CENTS_MAX = 100_000;
  private static final double CENTS_PER_UNIT = 100;
  private static final double WEIGHT_PARTS = 1_024;
  private static final int STANDS_FOR_SPREAD = 12;
  private static final long TIME_SPREAD_MS = Duration.ofMinutes(12).toMillis();
  private static final int MS_PER_S = 1_000;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Tick() {}

  /**
   * Of each attribute one in ten is unset; one event in twenty is days late.
   *
   * @param firstTimeMs of the minutes in which the others happen
   */
  static PlainEvent make(Random random, long firstTimeMs) {
    Map<String, Object> values = new HashMap<>();
    put(values, random, "slice", SLICES.get(random.nextInt(SLICES.size())));
    put(values, random, "visitor", "v" + random.nextInt(VISITORS));
    put(values, random, "amount", random.nextInt(CENTS_MAX) / CENTS_PER_UNIT);
    put(values, random, "weight", (random.nextInt(4_096) - WEIGHT_PARTS) / WEIGHT_PARTS);
    put(values, random, "color", COLORS.get(random.nextInt(COLORS.size())));
    put(values, random, "stands_for", (double) (random.nextInt(STANDS_FOR_SPREAD) - 1));
    put(values, random, "express", random.nextInt(4) == 0);
    long lateDays = random.nextInt(LATE_ONE_IN) == 0 ? 1 + random.nextInt(LATE_DAYS_MAX) : 0;
    return new PlainEvent(
        firstTimeMs + random.nextLong(TIME_SPREAD_MS) - Duration.ofDays(lateDays).toMillis(),
        values);
  }

  private static void put(Map<String, Object> values, Random random, String name, Object value) {
    if (random.nextInt(UNSET_ONE_IN) > 0) {
      values.put(name, value);
    }
  }

  /** As the generated sender would. */
  static byte[] encode(String tag, int number, PlainEvent event) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      out.writeString(TAG, tag);
      out.writeInt64(NUMBER, number);
      for (Map.Entry<String, Object> attribute : event.values().entrySet()) {
        encode(out, attribute.getKey(), attribute.getValue());
      }
      out.writeByteArray(TIME, timestamp(event.timeMs()));
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void encode(CodedOutputStream out, String name, Object value) throws IOException {
    switch (name) {
      case "slice" -> out.writeString(SLICE, (String) value);
      case "visitor" -> out.writeString(VISITOR, (String) value);
      case "amount" -> out.writeInt64(AMOUNT, cents(value));
      case "weight" -> out.writeDouble(WEIGHT, (Double) value);
      case "color" -> out.writeString(COLOR, (String) value);
      case "stands_for" -> out.writeInt32(STANDS_FOR, ((Double) value).intValue());
      case "express" -> out.writeBool(EXPRESS, (Boolean) value);
      default -> throw new IllegalArgumentException(name);
    }
  }

  private static byte[] timestamp(long ms) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeInt64(1, ms / MS_PER_S);
    out.writeInt32(2, (int) (ms % MS_PER_S) * 1_000_000);
    out.flush();
    return bytes.toByteArray();
  }

  private static long cents(Object amount) {
    return Math.round((Double) amount * CENTS_PER_UNIT);
  }

  /** A line for {@code POST /v1/events}, with an id that follows from tag and number. */
  static String line(String tag, int number, PlainEvent event) {
    ObjectNode line =
        JSON.createObjectNode()
            .put("event", TortureEdl.EVENT)
            .put("time", Instant.ofEpochMilli(event.timeMs()).toString())
            .put("id", tag + "-" + number);
    ObjectNode attributes = line.putObject("attributes").put("tag", tag).put("number", number);
    event
        .values()
        .forEach(
            (name, value) -> {
              switch (value) {
                case Double amount when name.equals("amount") ->
                    attributes.put(name, cents(amount));
                case Double integer when name.equals("stands_for") ->
                    attributes.put(name, integer.intValue());
                case Double real -> attributes.put(name, real);
                case Boolean bool -> attributes.put(name, bool);
                default -> attributes.put(name, value.toString());
              }
            });
    return line.toString();
  }

  /** A row with {@link #COLUMNS}. */
  static PlainEvent read(Row row) {
    Map<String, Object> values = new HashMap<>();
    for (String name : List.of("slice", "visitor", "color")) {
      if (!row.isNull(name)) {
        values.put(name, row.string(name));
      }
    }
    if (!row.isNull("amount")) {
      values.put("amount", row.decimal("amount").doubleValue());
    }
    if (!row.isNull("weight")) {
      values.put("weight", row.float64("weight"));
    }
    if (!row.isNull("stands_for")) {
      values.put("stands_for", (double) row.int64("stands_for"));
    }
    if (!row.isNull("express")) {
      values.put("express", row.bool("express"));
    }
    return new PlainEvent(row.int64("at"), values);
  }
}
