package dev.tally.collector.encode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DecimalTest {
  @Test
  void writesWhatLongWrites() {
    Random random = new Random(9);
    for (long value : new long[] {0, 1, 9, 10, -1, -9, -10, Long.MAX_VALUE, Long.MIN_VALUE}) {
      assertWrites(value);
    }
    for (int i = 0; i < 10_000; i++) {
      assertWrites(random.nextLong() >> random.nextInt(64));
    }
  }

  private static void assertWrites(long value) {
    byte[] bytes = new byte[Decimal.BYTES_MAX];
    assertThat(text(bytes, Decimal.signed(value, bytes))).isEqualTo(Long.toString(value));
    assertThat(text(bytes, Decimal.unsigned(value, bytes))).isEqualTo(Long.toUnsignedString(value));
  }

  private static String text(byte[] bytes, int start) {
    return new String(bytes, start, bytes.length - start, StandardCharsets.US_ASCII);
  }
}
