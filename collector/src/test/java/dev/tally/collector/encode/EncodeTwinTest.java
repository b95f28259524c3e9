package dev.tally.collector.encode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.Catalog;
import dev.tally.error.ErrorCode;
import dev.tally.ingest.v1.Batch;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.testing.EngineExtension;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Holds the encoder against its slow twin: schemas, messages and broken bytes made up from a seed,
 * encoded, inserted into the real engine, and read back.
 */
@ExtendWith(EngineExtension.class)
class EncodeTwinTest {
  private static final int SCHEMAS = 40;
  private static final int BATCHES = 40;
  private static final int EVENTS_PER_BATCH = 250;
  private static final String COLLECTOR = "00000000000000aa";

  private final ClickHouse clickHouse;

  EncodeTwinTest(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  private record Key(long batch, long row) {}

  @Test
  void storesAndRejectsWhatTheTwinDoes() {
    long seed = Long.getLong("tally.seed", System.nanoTime());
    System.out.println("EncodeTwinTest seed " + seed + " (set -Dtally.seed to repeat)");
    Random random = new Random(seed);
    List<RandomSchema.Made> schemas = new ArrayList<>();
    for (int id = 1; id <= SCHEMAS; id++) {
      schemas.add(RandomSchema.make(random.nextLong(), id));
    }
    List<Revision> revisions = schemas.stream().map(RandomSchema.Made::revision).toList();
    BlockEncoder encoder = new BlockEncoder(Catalog.of(revisions));
    EventBlock block = new EventBlock(random.nextLong());
    encoder.begin(block, SCHEMAS);
    UUID producer = new UUID(random.nextLong(), random.nextLong());
    Instant received = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    RandomMessages messages = new RandomMessages(random);
    Map<Key, Twin.Outcome> expected = new HashMap<>();
    for (long number = 1; number <= BATCHES; number++) {
      long createdMs = random.nextLong(1, 4_000_000_000_000L);
      Batch.Builder batch = Batches.batch(producer, number, revisions).setCreatedMs(createdMs);
      for (int row = 0; row < EVENTS_PER_BATCH; row++) {
        int schema = random.nextInt(SCHEMAS);
        byte[] payload = messages.payload(schemas.get(schema));
        long sentMs = random.nextInt(5) == 0 ? 0 : random.nextLong(0, 4_000_000_000_000L);
        batch.addEvents(Batches.event(schema, payload, sentMs));
        Instant otherwise = Instant.ofEpochMilli(sentMs == 0 ? createdMs : sentMs);
        expected.put(new Key(number, row), Twin.outcome(schemas.get(schema), payload, otherwise));
      }
      byte[] bytes = batch.build().toByteArray();
      encoder.add(block, bytes, 0, bytes.length, received.toEpochMilli());
    }
    assertThat(block.stored() + block.rejected()).isEqualTo(BATCHES * EVENTS_PER_BATCH);
    insert(block);

    Map<Key, Twin.Stored> stored = readStored();
    Map<Key, Twin.Rejected> rejected = readRejected();
    assertThat(stored).hasSize(block.stored());
    assertThat(rejected).hasSize(block.rejected());
    expected.forEach((key, outcome) -> assertSame(seed, key, outcome, stored, rejected));
    // The test proves that it saw every kind of outcome.
    assertThat(Twin.tally(expected.values()))
        .hasSize(3)
        .allSatisfy((kind, count) -> assertThat(count).isGreaterThan(100));
    assertThat(Twin.codes(expected.values()))
        .containsOnlyKeys(ErrorCode.ATTRIBUTE_MISSING, ErrorCode.ATTRIBUTE_INVALID);
  }

  private static void assertSame(
      long seed,
      Key key,
      Twin.Outcome outcome,
      Map<Key, Twin.Stored> stored,
      Map<Key, Twin.Rejected> rejected) {
    String what = "seed " + seed + ", " + key + ", " + outcome;
    switch (outcome) {
      case Twin.Stored row -> {
        assertThat(rejected.get(key)).as(what).isNull();
        assertThat(stored.get(key)).as(what).isEqualTo(row);
      }
      case Twin.Rejected rejection -> assertThat(rejected.get(key)).as(what).isEqualTo(rejection);
      case Twin.Unreadable unreadable ->
          assertThat(rejected.get(key))
              .as(what)
              .extracting(Twin.Rejected::code)
              .isIn(ErrorCode.EVENT_MALFORMED, ErrorCode.ATTRIBUTE_INVALID);
    }
  }

  private void insert(EventBlock block) {
    clickHouse.insertNative(
        "events", EventBlock.EVENTS_COLUMNS, "twin", out -> block.writeEvents(out, COLLECTOR, 1));
    clickHouse.insertNative(
        "events_rejected",
        EventBlock.REJECTED_COLUMNS,
        "twin:rejected",
        out -> block.writeRejected(out, COLLECTOR, 1));
  }

  private Map<Key, Twin.Stored> readStored() {
    Map<Key, Twin.Stored> rows = new HashMap<>();
    clickHouse.query(
        """
        SELECT batch, row, time,
               dim_names, arrayMap(v -> lower(hex(v)), dim_values) AS dims,
               str_names, arrayMap(v -> lower(hex(v)), str_values) AS strs,
               int_names, arrayMap(v -> toString(v), int_values) AS ints,
               num_names, arrayMap(v -> lower(hex(reinterpretAsUInt64(v))), num_values) AS nums
        FROM events
        """,
        Map.of(),
        row -> {
          Map<String, List<String>> arrays = new LinkedHashMap<>();
          for (String kind : List.of("dim", "str", "int", "num")) {
            arrays.put(kind + "_names", row.strings(kind + "_names"));
            arrays.put(kind + "_values", row.strings(kind + "s"));
          }
          arrays.computeIfPresent("num_values", (name, hexes) -> trimmed(hexes));
          return rows.put(
              new Key(row.int64("batch"), row.int64("row")),
              new Twin.Stored(row.instant("time"), arrays));
        });
    return rows;
  }

  /** As Long.toHexString prints it. */
  private static List<String> trimmed(List<String> hexes) {
    return hexes.stream().map(hex -> Long.toHexString(Long.parseUnsignedLong(hex, 16))).toList();
  }

  private Map<Key, Twin.Rejected> readRejected() {
    Map<Key, Twin.Rejected> rows = new HashMap<>();
    clickHouse.query(
        "SELECT batch, row, code, attribute FROM events_rejected",
        Map.of(),
        row ->
            rows.put(
                new Key(row.int64("batch"), row.int64("row")),
                new Twin.Rejected(ErrorCode.valueOf(row.string("code")), row.string("attribute"))));
    return rows;
  }
}
