package dev.tally.anomaly.life;

import dev.tally.anomaly.detect.Band;
import dev.tally.anomaly.detect.Verdict;
import dev.tally.anomaly.detect.Verdict.Outcome;
import dev.tally.edl.model.AlertRule.Severity;
import dev.tally.edl.model.DimensionSet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Alerts for the tests of every package. */
public final class Alerts {
  public static final RuleKey RULE = new RuleKey("flights.FlightDeparted", "departures_by_origin");

  private Alerts() {}

  public static Subject subject(String path) {
    return new Subject(
        RULE,
        "departures",
        "",
        new DimensionSet(List.of("origin")),
        List.of("ORD"),
        Duration.ofDays(1),
        "",
        path,
        Severity.WARNING);
  }

  /** By one point: 412, where 1,020 to 1,180 was expected. */
  public static Alert firing(String path, Instant time) {
    return firing(subject(path), time);
  }

  public static Alert firing(Subject subject, Instant time) {
    return new LifeCycle(1, 7)
        .next(
            Optional.empty(),
            subject,
            time,
            new Verdict(412, new Band(1100, 1020, 1180), Outcome.BELOW))
        .alert()
        .orElseThrow();
  }

  public static Alert pending(String path, Instant time) {
    return new LifeCycle(2, 7)
        .next(
            Optional.empty(),
            subject(path),
            time,
            new Verdict(412, new Band(1100, 1020, 1180), Outcome.BELOW))
        .alert()
        .orElseThrow();
  }

  public static Alert resolved(Alert alert, Instant time) {
    return LifeCycle.end(alert, time, Ending.RECOVERED).alert().orElseThrow();
  }
}
