package dev.tally.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class IdentifiersTest {
  @ParameterizedTest
  @CsvSource({
    "origin, origin",
    "delay_minutes, delayMinutes",
    "device.os, deviceOs",
    "device.screen_size.max_px, deviceScreenSizeMaxPx",
    "userID, userID",
    "URL, uRL",
    "_leading, leading",
    "a__b, aB",
    "is_2nd, is2nd",
    "_2nd, _2nd",
    "_, _"
  })
  void turnsAttributeNamesIntoCamelCase(String attribute, String java) {
    assertThat(Identifiers.camelCase(attribute)).isEqualTo(java);
  }

  @Test
  void givesEachNameOfAScopeOnce() {
    Identifiers.Scope scope = new Identifiers.Scope(Set.of("send"));
    assertThat(scope.name("send")).isEqualTo("send_");
    assertThat(scope.name("send")).isEqualTo("send__");
    assertThat(scope.name("class")).isEqualTo("class_");
    assertThat(scope.name("_")).isEqualTo("__");
    assertThat(scope.name("free")).isEqualTo("free");
  }
}
