package dev.tally.storage.sketch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** Against sets of the very values. */
class DistinctSketchTest {
  private static final long SEED = Long.getLong("tally.seed", System.nanoTime());

  private static long hash(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    return ValueHash.of(bytes, 0, bytes.length);
  }

  private static DistinctSketch of(int values, IntFunction<String> name) {
    DistinctSketch sketch = new DistinctSketch();
    for (int i = 0; i < values; i++) {
      sketch.add(hash(name.apply(i)));
    }
    return sketch;
  }

  @Test
  void fewValuesAreCountedExactly() {
    DistinctSketch sketch = new DistinctSketch();
    for (int i = 1; i <= DistinctSketch.EXACT_MAX; i++) {
      assertThat(sketch.add(hash("value " + i))).isTrue();
      assertThat(sketch.add(hash("value " + i))).isFalse();
      assertThat(sketch.count()).isEqualTo(i);
    }
    assertThat(sketch.isExact()).isTrue();
    assertThat(sketch.add(hash("one more"))).isTrue();
    assertThat(sketch.isExact()).isFalse();
    assertWithin(sketch, DistinctSketch.EXACT_MAX + 1);
  }

  /** The values that people really have: running numbers, words with a number, ids. */
  @Test
  void manyAreWithinTheError() {
    // Always the same: of other ones three in a thousand are farther off.
    Random random = new Random(20_261_123);
    for (int values : new int[] {1_537, 2_000, 10_000, 100_000, 101_000, 1_000_000}) {
      assertWithin(of(values, Integer::toString), values);
      assertWithin(of(values, i -> "/page/" + i + "/view"), values);
      assertWithin(of(values, i -> "%016x".formatted((long) i << 32)), values);
      long salt = random.nextLong();
      assertWithin(of(values, i -> Long.toHexString(salt * (2L * i + 1))), values);
    }
  }

  private static void assertWithin(DistinctSketch sketch, int values) {
    double error = values * DistinctSketch.ERROR_PERCENT / 100;
    assertThat((double) sketch.count())
        .as("%d values, seed %d", values, SEED)
        .isBetween(values - error, values + error);
    assertThat(sketch.least()).isLessThanOrEqualTo(values);
  }

  /** 200 of them: their mean is off by less than a fourteenth of what one may be. */
  @Test
  void theEstimateIsNotBiased() {
    Random random = new Random(SEED);
    double errors = 0;
    double squares = 0;
    for (int i = 0; i < 200; i++) {
      DistinctSketch sketch = new DistinctSketch();
      for (int value = 0; value < 20_000; value++) {
        sketch.add(random.nextLong());
      }
      double error = sketch.count() / 20_000.0 - 1;
      errors += error;
      squares += error * error;
    }
    assertThat(errors / 200).as("seed %d", SEED).isBetween(-0.0025, 0.0025);
    assertThat(Math.sqrt(squares / 200)).isBetween(0.0055, 0.0105);
  }

  @Test
  void mergedIsWhatOneWouldBe() {
    Random random = new Random(SEED);
    for (int most : new int[] {5, 1_000, 1_536, 3_000, 50_000}) {
      Set<Integer> values = new HashSet<>();
      DistinctSketch[] parts = {
        new DistinctSketch(), new DistinctSketch(), new DistinctSketch(), new DistinctSketch()
      };
      DistinctSketch one = new DistinctSketch();
      for (int i = 0; i < 2 * most; i++) {
        int value = random.nextInt(most);
        values.add(value);
        one.add(hash("v" + value));
        // The last part sees next to nothing, so that exact and estimated ones meet.
        parts[i % 50 == 0 ? 3 : i % 3].add(hash("v" + value));
      }
      DistinctSketch merged = new DistinctSketch();
      DistinctSketch reversed = new DistinctSketch();
      for (int i = 0; i < parts.length; i++) {
        merged.addAll(parse(parts[i]));
        reversed.addAll(parts[parts.length - 1 - i]);
      }
      assertThat(merged.count()).as("seed %d", SEED).isEqualTo(one.count());
      assertThat(reversed.count()).isEqualTo(one.count());
      assertThat(merged.isExact()).isEqualTo(values.size() <= DistinctSketch.EXACT_MAX);
      assertThat(merged.addAll(reversed)).isFalse();
      assertThat(parse(merged).count()).isEqualTo(one.count());
    }
  }

  @Test
  void bytesThatAreNoSketchAreRefused() {
    assertThat(parse(new DistinctSketch()).count()).isZero();
    byte[] over = new byte[1 + 8 * (DistinctSketch.EXACT_MAX + 1)];
    over[0] = 1;
    byte[] rank = of(2_000, Integer::toString).toBytes();
    rank[77] = 52;
    for (byte[] bytes : new byte[][] {{}, {1, 2}, {2, 0}, {3}, over, rank}) {
      assertThat(DistinctSketch.parse(bytes)).isEmpty();
    }
  }

  @Test
  void theHashTellsPrefixesAndZerosApart() {
    Set<Long> hashes = new HashSet<>();
    byte[] zeros = new byte[40];
    for (int length = 0; length <= zeros.length; length++) {
      assertThat(hashes.add(ValueHash.of(zeros, 0, length))).isTrue();
    }
    byte[] text = "xxabcdefghij".getBytes(StandardCharsets.UTF_8);
    assertThat(ValueHash.of(text, 2, 10)).isEqualTo(hash("abcdefghij"));
  }

  private static DistinctSketch parse(DistinctSketch sketch) {
    return DistinctSketch.parse(sketch.toBytes()).orElseThrow();
  }
}
