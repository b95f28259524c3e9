package dev.tally.collector.encode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DictionaryTest {
  @Test
  void numbersStringsInTheOrderOfTheirFirstUse() {
    Random random = new Random(11);
    Dictionary dictionary = new Dictionary(random.nextLong());
    for (int round = 0; round < 3; round++) {
      Map<String, Integer> plain = new LinkedHashMap<>();
      for (int i = 0; i < 50_000; i++) {
        String text = "k" + "z".repeat(random.nextInt(20)) + random.nextInt(20_000);
        byte[] bytes = ("##" + text + "##").getBytes(StandardCharsets.UTF_8);
        int expected = plain.computeIfAbsent(text, t -> plain.size());
        assertThat(dictionary.indexOf(bytes, 2, bytes.length - 4)).isEqualTo(expected);
      }
      assertThat(dictionary.size()).isEqualTo(plain.size());
      dictionary.clear();
      assertThat(dictionary.size()).isZero();
    }
  }

  @Test
  void tellsStringsOfZerosByTheirLength() {
    Dictionary dictionary = new Dictionary(5);
    byte[] zeros = new byte[40];
    for (int length = 0; length <= zeros.length; length++) {
      assertThat(dictionary.indexOf(zeros, 0, length)).isEqualTo(length);
    }
  }
}
