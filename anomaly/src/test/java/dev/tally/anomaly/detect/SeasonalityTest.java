package dev.tally.anomaly.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.anomaly.detect.Seasonality.Lag;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeasonalityTest {
  @Test
  void anHourHasTheHoursOfTheWeekAndThenOfTheDay() {
    Seasonality hourly = Seasonality.of(Duration.ofHours(1));
    assertThat(hourly.lags()).containsExactly(new Lag(168, 6, 3), new Lag(24, 14, 4));
    assertThat(hourly.windowPoints()).isEqualTo(6 * 168);
    assertThat(hourly.residualPointsMin()).isEqualTo(24);
    assertThat(hourly.shiftPoints()).isEqualTo(48);
    assertThat(hourly.spreadSlots()).isEqualTo(24);
    assertThat(hourly.warmUpPoints()).isEqualTo(2 * 6 * 168);
  }

  @Test
  void aDayHasTheDaysOfTheWeek() {
    Seasonality daily = Seasonality.of(Duration.ofDays(1));
    assertThat(daily.lags()).containsExactly(new Lag(7, 8, 2));
    assertThat(daily.windowPoints()).isEqualTo(56);
    assertThat(daily.shiftPoints()).isEqualTo(7);
    assertThat(daily.spreadSlots()).isEqualTo(1);
  }

  @Test
  void aMinuteHasTheMinutesOfTheWeek() {
    Seasonality minutes = Seasonality.of(Duration.ofMinutes(1));
    assertThat(minutes.lags()).containsExactly(new Lag(10_080, 4, 3), new Lag(1_440, 14, 4));
    assertThat(minutes.windowPoints()).isEqualTo(Seasonality.WINDOW_POINTS_MAX);
    assertThat(minutes.spreadSlots()).isEqualTo(24);
  }

  @Test
  void whatIsTooFineForAWeekFallsBackToTheDayAndThenToNoSeason() {
    assertThat(Seasonality.of(Duration.ofSeconds(10)).lags()).containsExactly(new Lag(8_640, 4, 4));
    assertThat(Seasonality.of(Duration.ofSeconds(1)).lags()).containsExactly(new Lag(1, 14, 10));
  }

  @Test
  void whatDividesNoWeekHasNoSeason() {
    assertThat(Seasonality.of(Duration.ofDays(2)).lags()).containsExactly(new Lag(1, 14, 10));
    assertThat(Seasonality.of(Duration.ofDays(7)).lags()).containsExactly(new Lag(1, 14, 10));
    assertThat(Seasonality.of(Duration.ofDays(30)).lags()).containsExactly(new Lag(1, 14, 10));
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        1, 2, 7, 10, 30, 60, 300, 600, 1800, 3600, 7200, 25_200, 43_200, 86_400, 172_800, 604_800
      })
  void everySizeIsBounded(long seconds) {
    Seasonality s = Seasonality.of(Duration.ofSeconds(seconds));
    assertThat(s.windowPoints()).isBetween(1, Seasonality.WINDOW_POINTS_MAX);
    assertThat(s.warmUpPoints()).isBetween(s.windowPoints(), Seasonality.WINDOW_POINTS_MAX);
    assertThat(s.residualPointsMax()).isBetween(14, Seasonality.RESIDUAL_POINTS_MAX);
    assertThat(s.residualPointsMin()).isBetween(7, s.residualPointsMax());
    for (Lag lag : s.lags()) {
      assertThat(lag.most()).isBetween(lag.least(), HodgesLehmann.NUMBERS_MAX);
      assertThat(lag.points() * lag.most()).isLessThanOrEqualTo(s.windowPoints());
    }
  }

  @Test
  void bucketsAreCountedFromTheEpochAndSlotsFromMidnight() {
    Seasonality hourly = Seasonality.of(Duration.ofHours(1));
    long time = Instant.parse("2001-01-21T14:59:59Z").getEpochSecond();
    long index = hourly.index(time);
    assertThat(Instant.ofEpochSecond(hourly.epochSecond(index)))
        .isEqualTo(Instant.parse("2001-01-21T14:00:00Z"));
    assertThat(hourly.spreadSlot(index)).isEqualTo(14);
    Seasonality minutes = Seasonality.of(Duration.ofMinutes(1));
    assertThat(minutes.spreadSlot(minutes.index(time))).isEqualTo(14);
  }

  @Test
  void refusesWhatIsFinerThanASecond() {
    assertThatThrownBy(() -> Seasonality.of(Duration.ofMillis(10)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
