package dev.tally.aggregator.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class JsonBufferTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Test
  void wholeNumbersHaveNoFraction() {
    assertThat(text(json -> json.write(0.0))).isEqualTo("0");
    assertThat(text(json -> json.write(-0.0))).isEqualTo("0");
    assertThat(text(json -> json.write(-7.0))).isEqualTo("-7");
    assertThat(text(json -> json.write(0x1p53))).isEqualTo("9007199254740992");
    assertThat(text(json -> json.write(Long.MIN_VALUE))).isEqualTo("-9223372036854775808");
    assertThat(text(json -> json.write(Long.MAX_VALUE))).isEqualTo("9223372036854775807");
    for (long power = 1; power > 0 && power < Long.MAX_VALUE / 10; power *= 10) {
      for (long number : new long[] {power - 1, power, power + 1}) {
        assertThat(text(json -> json.write(number))).isEqualTo(Long.toString(number));
      }
    }
  }

  /** Against the JDK: every number of one, two, three and some of four digits. */
  @Test
  void smallWholeNumbersAreWrittenAsByTheJdk() {
    for (int number = 0; number <= 1_100; number++) {
      double one = number;
      assertThat(text(json -> json.write(one))).isEqualTo(Integer.toString(number));
    }
  }

  @Test
  void whatJsonLacksIsNull() {
    assertThat(text(json -> json.write(Double.NaN))).isEqualTo("null");
    assertThat(text(json -> json.write(Double.NEGATIVE_INFINITY))).isEqualTo("null");
  }

  /** Against the JDK: the fewest digits that mean the same double. */
  @Test
  void fractionsAreTheShortestThatMeanTheSameDouble() {
    Random random = new Random(20261123);
    for (int i = 0; i < 300_000; i++) {
      double number = fraction(random);
      String text = text(json -> json.write(number));
      assertThat(Double.parseDouble(text)).as(text).isEqualTo(number);
      assertThat(new BigDecimal(text).stripTrailingZeros())
          .isEqualTo(new BigDecimal(Double.toString(number)).stripTrailingZeros());
    }
  }

  /** Decimals of all lengths and magnitudes, their neighbours, and any bits. */
  private static double fraction(Random random) {
    double decimal =
        new BigDecimal(random.nextLong() >> random.nextInt(64))
            .movePointLeft(random.nextInt(9))
            .doubleValue();
    double any =
        switch (random.nextInt(4)) {
          case 0 -> Double.longBitsToDouble(random.nextLong());
          case 1 -> Math.nextUp(decimal);
          default -> decimal;
        };
    return Double.isFinite(any) ? any : 0.5;
  }

  @Test
  void textIsEscaped() {
    String text = "a\"b\\c\n\u0001\u20ac\ud83d\ude00";
    assertThat(JSON.readValue(text(json -> json.write(text)), String.class)).isEqualTo(text);
  }

  @Test
  void itGrows() {
    String text =
        text(
            json -> {
              json.write('[');
              for (int i = 0; i < 10_000; i++) {
                json.write(1.25);
                json.write(',');
              }
              json.write(1);
              json.write(']');
            });
    assertThat(JSON.readTree(text)).hasSize(10_001);
  }

  private static String text(Consumer<JsonBuffer> writer) {
    JsonBuffer json = new JsonBuffer(0);
    writer.accept(json);
    return new String(json.toByteArray(), StandardCharsets.UTF_8);
  }
}
