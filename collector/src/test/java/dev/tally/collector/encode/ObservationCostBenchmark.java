package dev.tally.collector.encode;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedOutputStream;
import dev.tally.collector.Samples;
import dev.tally.collector.observe.DimensionObserver;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.DimensionClass;
import dev.tally.edl.model.Presence;
import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.Catalog;
import dev.tally.ingest.v1.Batch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What it costs to count the values of dimensions: the same batches encoded with and without, in
 * turn, blocks of 500,000 events with eight attributes, three of them dimensions, of which one has
 * as many values as said. Run by its name; prints nanoseconds of CPU per event and their ratio.
 */
class ObservationCostBenchmark {
  private static final int EVENTS = 500_000;
  private static final int EVENTS_OF_BATCH = 1_000;
  private static final int ROUNDS = 31;
  private static final int WARM_UP = 6;

  /** Of this thread, so that what else the machine does matters less. */
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  @ParameterizedTest
  @ValueSource(ints = {200, 10_000, 100_000})
  void costsNextToNothing(int values) {
    Revision revision = Samples.revision(1, "bench.View", attributes());
    List<byte[]> batches = batches(revision, values);
    Catalog catalog = Catalog.of(List.of(revision));
    BlockEncoder without = new BlockEncoder(catalog);
    BlockEncoder with = new BlockEncoder(catalog, new DimensionObserver(catalog));
    EventBlock block = new EventBlock(7);
    double[] plain = new double[ROUNDS];
    double[] observed = new double[ROUNDS];
    double[] ratios = new double[ROUNDS];
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      // The first of a pair has no advantage.
      boolean isPlainFirst = round % 2 == 0;
      double first = nanos(isPlainFirst ? without : with, block, batches);
      double second = nanos(isPlainFirst ? with : without, block, batches);
      if (round >= 0) {
        plain[round] = isPlainFirst ? first : second;
        observed[round] = isPlainFirst ? second : first;
        ratios[round] = observed[round] / plain[round];
      }
    }
    System.out.printf(
        "%,7d values: %.1f ns of CPU per event without, %.1f with; ratio of pairs, median %.3f (%.3f to %.3f)%n",
        values,
        median(plain),
        median(observed),
        median(ratios),
        quantile(ratios, 0.1),
        quantile(ratios, 0.9));
    assertThat(median(ratios)).isLessThan(1.1);
  }

  private static double nanos(BlockEncoder encoder, EventBlock block, List<byte[]> batches) {
    long started = THREADS.getCurrentThreadCpuTime();
    encoder.begin(block, 1);
    for (byte[] batch : batches) {
      encoder.add(block, batch, 0, batch.length, 1_700_000_000_000L);
    }
    assertThat(block.stored()).isEqualTo(EVENTS);
    return (THREADS.getCurrentThreadCpuTime() - started) / (double) EVENTS;
  }

  private static double median(double[] values) {
    return quantile(values, 0.5);
  }

  private static double quantile(double[] values, double share) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) (share * (sorted.length - 1))];
  }

  private static List<Attribute> attributes() {
    return List.of(
        attribute("country", 1, AttributeType.STRING, DimensionClass.MEDIUM),
        attribute("shelf", 2, AttributeType.INT32, DimensionClass.SMALL),
        attribute("page", 3, AttributeType.STRING, DimensionClass.LARGE),
        attribute("signed_in", 4, AttributeType.BOOL, DimensionClass.SMALL),
        attribute("user_id", 5, AttributeType.INT64, DimensionClass.NONE),
        attribute("load_ms", 6, AttributeType.INT32, DimensionClass.NONE),
        attribute("depth", 7, AttributeType.DOUBLE, DimensionClass.NONE),
        attribute("referrer", 8, AttributeType.STRING, DimensionClass.NONE));
  }

  private static Attribute attribute(
      String name, int number, AttributeType type, DimensionClass dimension) {
    return Samples.attribute(name, number, type, dimension, Presence.OPTIONAL);
  }

  private static List<byte[]> batches(Revision revision, int values) {
    Random random = new Random(20_261_123);
    UUID producer = new UUID(1, 2);
    List<byte[]> batches = new ArrayList<>();
    for (int from = 0; from < EVENTS; from += EVENTS_OF_BATCH) {
      Batch.Builder batch = Batches.batch(producer, from / EVENTS_OF_BATCH + 1, List.of(revision));
      for (int i = 0; i < EVENTS_OF_BATCH; i++) {
        batch.addEvents(Batches.event(0, payload(random, values), 1_700_000_000_000L + i));
      }
      batches.add(batch.build().toByteArray());
    }
    return batches;
  }

  private static byte[] payload(Random random, int values) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      out.writeString(1, "c" + random.nextInt(60));
      out.writeInt32(2, 1 + random.nextInt(9));
      out.writeString(3, "/place/" + random.nextInt(values));
      out.writeBool(4, random.nextBoolean());
      out.writeInt64(5, random.nextInt(1 << 20));
      out.writeInt32(6, random.nextInt(5_000));
      out.writeDouble(7, random.nextInt(1_000) / 8.0);
      out.writeString(8, "text of a value " + random.nextInt(1 << 16));
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
