package dev.tally.anomaly.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.anomaly.detect.Band;
import dev.tally.anomaly.detect.Verdict;
import dev.tally.anomaly.detect.Verdict.Outcome;
import dev.tally.anomaly.life.Alert;
import dev.tally.anomaly.life.Alerts;
import dev.tally.anomaly.life.LifeCycle;
import dev.tally.anomaly.life.Subject;
import dev.tally.edl.model.AlertRule.Severity;
import dev.tally.edl.model.DimensionSet;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlertSentenceTest {
  private static final Instant TIME = Instant.parse("2001-01-21T14:00:00Z");

  @Test
  void aCountOfADay() {
    assertThat(AlertSentence.of(Alerts.firing("p", Instant.parse("2001-01-21T00:00:00Z"))))
        .isEqualTo("departures by origin ORD: 412 on 2001-01-21, expected 1,020–1,180");
  }

  @Test
  void aValueOfAnHourWithAUnit() {
    assertThat(
            sentence(
                "average_delay",
                "",
                "origin",
                "MCI",
                Duration.ofHours(1),
                "minutes",
                88.2,
                new Band(4.7, -11.94, 28.3)))
        .isEqualTo(
            "average_delay by origin MCI: 88.2 minutes at 2001-01-21 14:00, expected -11.9 to 28.3");
  }

  @Test
  void aQuantileOverall() {
    assertThat(
            sentence(
                "delay", "p95", "", "", Duration.ofMinutes(5), "", 512, new Band(60, 20.5, 100)))
        .isEqualTo("delay p95: 512 at 2001-01-21 14:00, expected 20.5–100");
  }

  @Test
  void severalDimensionsAnEmptyValueAndSeconds() {
    assertThat(
            sentence(
                "departures",
                "",
                "origin,destination",
                "ORD,",
                Duration.ofSeconds(10),
                "",
                2_000_000,
                new Band(Double.NaN, Double.NaN, 1_500_000)))
        .isEqualTo(
            "departures by origin ORD, destination (empty): 2,000,000 at 2001-01-21 14:00:00,"
                + " expected at most 1,500,000");
    assertThat(
            sentence(
                "departures",
                "",
                "",
                "",
                Duration.ofDays(7),
                "",
                0.25,
                new Band(Double.NaN, 0.5, Double.NaN)))
        .isEqualTo("departures: 0.25 on 2001-01-21, expected at least 0.50");
  }

  @Test
  void manyPoints() {
    LifeCycle lifeCycle = new LifeCycle(1, 3);
    Subject subject = Alerts.subject("p");
    Alert one = Alerts.firing("p", Instant.parse("2001-01-21T00:00:00Z"));
    Alert two =
        lifeCycle
            .next(
                Optional.of(one),
                subject,
                Instant.parse("2001-01-22T00:00:00Z"),
                new Verdict(100, new Band(1100, 1020, 1180), Outcome.BELOW))
            .alert()
            .orElseThrow();
    assertThat(AlertSentence.of(two))
        .isEqualTo(
            "departures by origin ORD: 100 on 2001-01-22, expected 1,020–1,180;"
                + " out at 2 points since 2001-01-21");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "7, 7",
    "1234.6, '1,235'",
    "123.4, 123",
    "12.34, 12.3",
    "1.234, 1.23",
    "0.01234, 0.0123",
    "-0.5, -0.50",
    "-1500, '-1,500'"
  })
  void numbersHaveThreeDigitsThatMeanSomething(double value, String text) {
    assertThat(AlertSentence.number(value)).isEqualTo(text);
  }

  private static String sentence(
      String metric,
      String statistic,
      String attributes,
      String values,
      Duration resolution,
      String unit,
      double value,
      Band band) {
    Subject subject =
        new Subject(
            Alerts.RULE,
            metric,
            statistic,
            new DimensionSet(list(attributes)),
            list(values),
            resolution,
            unit,
            "p",
            Severity.INFO);
    Alert alert =
        new LifeCycle(1, 3)
            .next(Optional.empty(), subject, TIME, new Verdict(value, band, Outcome.ABOVE))
            .alert()
            .orElseThrow();
    return AlertSentence.of(alert);
  }

  private static List<String> list(String text) {
    return text.isEmpty() ? List.of() : Arrays.asList(text.split(",", -1));
  }
}
