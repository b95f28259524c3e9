package dev.tally.aggregator.graphite.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.error.TallyException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AtTimeTest {
  /** A Wednesday. */
  private static final Instant NOW = Instant.parse("2024-02-28T13:14:15Z");

  @ParameterizedTest
  @CsvSource({
    "983404800, 2001-03-01T00:00:00Z",
    "0, 1970-01-01T00:00:00Z",
    "now, 2024-02-28T13:14:15Z",
    "-24h, 2024-02-27T13:14:15Z",
    "-7d, 2024-02-21T13:14:15Z",
    "-1d12h, 2024-02-27T01:14:15Z",
    "+30min, 2024-02-28T13:44:15Z",
    "now-30s, 2024-02-28T13:13:45Z",
    "-1mon, 2024-01-29T13:14:15Z",
    "-2w, 2024-02-14T13:14:15Z",
    "-1y, 2023-02-28T13:14:15Z",
    "-5minutes, 2024-02-28T13:09:15Z",
    "today, 2024-02-28T00:00:00Z",
    "midnight, 2024-02-28T00:00:00Z",
    "noon, 2024-02-28T12:00:00Z",
    "teatime, 2024-02-28T16:00:00Z",
    "yesterday, 2024-02-27T00:00:00Z",
    "tomorrow, 2024-02-29T00:00:00Z",
    "noon yesterday, 2024-02-27T12:00:00Z",
    "noon_yesterday, 2024-02-27T12:00:00Z",
    "midnight+1d, 2024-02-29T00:00:00Z",
    "17:30, 2024-02-28T17:30:00Z",
    "5:30pm, 2024-02-28T17:30:00Z",
    "6am, 2024-02-28T06:00:00Z",
    "9pm yesterday, 2024-02-27T21:00:00Z",
    "04:00_20110501, 2011-05-01T04:00:00Z",
    "17:30_20010304, 2001-03-04T17:30:00Z",
    "20010304, 2001-03-04T00:00:00Z",
    "03/04/01, 2001-03-04T00:00:00Z",
    "3/4/2001, 2001-03-04T00:00:00Z",
    "noon 08/12/98, 1998-08-12T12:00:00Z",
    "mar4, 2024-03-04T00:00:00Z",
    "March 14, 2024-03-14T00:00:00Z",
    "wednesday, 2024-02-28T00:00:00Z",
    "thu, 2024-02-22T00:00:00Z",
    "noon mon, 2024-02-26T12:00:00Z",
  })
  void readsEveryForm(String text, Instant expected) {
    assertThat(AtTime.parse(text, NOW, ZoneOffset.UTC)).isEqualTo(expected);
  }

  @Test
  void daysAreThoseOfTheZone() {
    ZoneId oslo = ZoneId.of("Europe/Oslo");
    assertThat(AtTime.parse("midnight", NOW, oslo))
        .isEqualTo(Instant.parse("2024-02-27T23:00:00Z"));
    assertThat(AtTime.parse("20240701", NOW, oslo))
        .isEqualTo(Instant.parse("2024-06-30T22:00:00Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "soon",
        "-",
        "-7",
        "-7parsecs",
        "25:00",
        "12:60",
        "20010230",
        "13/01/01",
        "mar",
        "-1d!",
        "noon now",
        "1234567890123",
        "-999999999y999999999y"
      })
  void saysWhatIsNotATime(String text) {
    assertThatThrownBy(() -> AtTime.parse(text, NOW, ZoneOffset.UTC))
        .isInstanceOf(TallyException.class)
        .hasMessageContaining("'" + text + "' is not a time");
  }

  @Test
  void offsetsArePositiveWithoutASign() {
    assertThat(AtTime.offset("1h30min")).isEqualTo(Duration.ofMinutes(90));
    assertThat(AtTime.offset("-1h")).isEqualTo(Duration.ofHours(-1));
  }
}
