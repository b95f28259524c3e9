package dev.tally.anomaly.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.anomaly.detect.Band;
import dev.tally.anomaly.detect.Verdict;
import dev.tally.anomaly.detect.Verdict.Outcome;
import dev.tally.anomaly.life.LifeCycle.Change;
import dev.tally.anomaly.life.LifeCycle.Step;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LifeCycleTest {
  private static final Instant START = Instant.parse("2001-01-01T00:00:00Z");
  private static final Subject SUBJECT = Alerts.subject("flights.FlightDeparted.departures.1d");

  /** Letters: o out (above), u out (below), i in, ? unknown. Changes: . nothing, q quiet, F, R. */
  @ParameterizedTest
  @CsvSource({
    // for_points, unknown max, points, changes, final state
    "1, 3, iii,        ...,        NONE",
    "1, 3, ?o,         .F,         FIRING",
    "1, 3, oi,         FR,         RESOLVED",
    "1, 3, oui,        FqR,        RESOLVED",
    "1, 3, oioi,       FRFR,       RESOLVED",
    "2, 3, oo,         qF,         FIRING",
    "2, 3, oi,         qq,         RESOLVED",
    "2, 3, oio,        qqq,        PENDING",
    "2, 3, ooi,        qFq,        FIRING",
    "2, 3, ooioi,      qFqqq,      FIRING",
    "2, 3, ooii,       qFqR,       RESOLVED",
    "3, 3, ouo,        qqF,        FIRING",
    "3, 3, ouoiii,     qqFqqR,     RESOLVED",
    "2, 3, o?o,        qqF,        FIRING",
    "2, 3, o??i,       qqqq,       RESOLVED",
    "2, 3, o???,       qqqq,       RESOLVED",
    "1, 3, o??o,       Fqqq,       FIRING",
    "1, 3, o???,       FqqR,       RESOLVED",
    "2, 3, ooi?i,      qFqqR,      RESOLVED",
    "2, 3, ooi??o??i,  qFqqqqqqq,  FIRING",
    "1, 3, o???o,      FqqRF,      FIRING",
  })
  void goesItsWay(int forPoints, int unknownMax, String points, String changes, String last) {
    List<Step> steps = run(new LifeCycle(forPoints, unknownMax), points);
    StringBuilder seen = new StringBuilder();
    for (Step step : steps) {
      seen.append(
          switch (step.change()) {
            case NOTHING -> '.';
            case QUIET -> 'q';
            case FIRED -> 'F';
            case RESOLVED -> 'R';
          });
    }
    assertThat(seen.toString()).isEqualTo(changes);
    assertThat(steps.getLast().alert().map(a -> a.state().name()).orElse("NONE")).isEqualTo(last);
  }

  private static List<Step> run(LifeCycle lifeCycle, String points) {
    List<Step> steps = new ArrayList<>();
    Optional<Alert> alert = Optional.empty();
    for (int i = 0; i < points.length(); i++) {
      Step step = lifeCycle.next(alert, SUBJECT, day(i), verdict(points.charAt(i), i));
      steps.add(step);
      alert = step.alert().filter(Alert::isOpen);
    }
    return steps;
  }

  private static Instant day(int i) {
    return START.plus(i, ChronoUnit.DAYS);
  }

  private static Verdict verdict(char point, int i) {
    Band band = new Band(100, 90, 110);
    return switch (point) {
      case 'o' -> new Verdict(120 + i, band, Outcome.ABOVE);
      case 'u' -> new Verdict(50, band, Outcome.BELOW);
      case 'i' -> new Verdict(100, band, Outcome.IN);
      case '?' -> new Verdict(Double.NaN, Band.UNKNOWN, Outcome.UNKNOWN);
      default -> throw new IllegalArgumentException("point " + point);
    };
  }

  @Test
  void everySequenceOfPointsKeepsTheRules() {
    for (int forPoints = 1; forPoints <= 3; forPoints++) {
      LifeCycle lifeCycle = new LifeCycle(forPoints, 2);
      int sequences = 0;
      for (int code = 0; code < 3 * 3 * 3 * 3 * 3 * 3 * 3; code++) {
        StringBuilder points = new StringBuilder();
        for (int rest = code, i = 0; i < 7; i++, rest /= 3) {
          points.append("oi?".charAt(rest % 3));
        }
        check(run(lifeCycle, points.toString()), points.toString(), forPoints);
        sequences++;
      }
      assertThat(sequences).isEqualTo(2187);
    }
  }

  private static void check(List<Step> steps, String points, int forPoints) {
    int fired = 0;
    int resolved = 0;
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      fired += step.change() == Change.FIRED ? 1 : 0;
      resolved += step.change() == Change.RESOLVED ? 1 : 0;
      // Told by turns: fired, resolved, fired …
      assertThat(fired - resolved).as(points).isBetween(0, 1);
      if (step.change() == Change.FIRED) {
        assertThat(points.charAt(i)).isEqualTo('o');
        assertThat(count(points.substring(0, i + 1), 'o')).isGreaterThanOrEqualTo(forPoints);
      }
      step.alert().ifPresent(a -> assertThat(a.judgedUntil()).isAfterOrEqualTo(a.pendingSince()));
      boolean firing = step.alert().map(a -> a.state() == AlertState.FIRING).orElse(false);
      assertThat(firing).as(points).isEqualTo(fired > resolved);
    }
  }

  private static long count(String points, char point) {
    return points.chars().filter(c -> c == point).count();
  }

  @Test
  void keepsTheFirstTheWorstAndTheLatestPointOut() {
    List<Step> steps = run(new LifeCycle(1, 3), "ouooi");
    Alert alert = steps.getLast().alert().orElseThrow();
    assertThat(alert.first().time()).isEqualTo(day(0));
    assertThat(alert.peak().time()).isEqualTo(day(1)); // 50 is five half-widths below
    assertThat(alert.peak().score()).isEqualTo(5);
    assertThat(alert.last().time()).isEqualTo(day(3));
    assertThat(alert.outPoints()).isEqualTo(4);
    assertThat(alert.pendingSince()).isEqualTo(day(0));
    assertThat(alert.firingSince()).contains(day(0));
    assertThat(alert.resolvedAt()).contains(day(4));
    assertThat(alert.ending()).contains(Ending.RECOVERED);
    assertThat(alert.judgedUntil()).isEqualTo(day(4));
  }

  @Test
  void firingSinceIsThePointThatDecided() {
    Alert alert = run(new LifeCycle(3, 3), "ooo").getLast().alert().orElseThrow();
    assertThat(alert.pendingSince()).isEqualTo(day(0));
    assertThat(alert.firingSince()).contains(day(2));
  }

  @Test
  void aPointThatWasTakenInChangesNothing() {
    LifeCycle lifeCycle = new LifeCycle(2, 3);
    Alert pending = run(lifeCycle, "io").getLast().alert().orElseThrow();
    Step again = lifeCycle.next(Optional.of(pending), SUBJECT, day(1), verdict('o', 1));
    assertThat(again.change()).isEqualTo(Change.NOTHING);
    assertThat(again.alert()).contains(pending);
    Step earlier = lifeCycle.next(Optional.of(pending), SUBJECT, day(0), verdict('i', 0));
    assertThat(earlier.alert()).contains(pending);
  }

  @Test
  void pointsThatNobodyJudgesAddUp() {
    LifeCycle lifeCycle = new LifeCycle(1, 5);
    Alert firing = run(lifeCycle, "o").getLast().alert().orElseThrow();
    Step four = lifeCycle.unknown(firing, day(4), 4);
    assertThat(four.change()).isEqualTo(Change.QUIET);
    Step five = lifeCycle.unknown(four.alert().orElseThrow(), day(5), 1);
    assertThat(five.change()).isEqualTo(Change.RESOLVED);
    assertThat(five.alert().orElseThrow().ending()).contains(Ending.LOST);
    assertThat(five.alert().orElseThrow().resolvedAt()).contains(day(5));
  }

  @Test
  void endsForAReasonOutsideAndTellsOnlyOfWhatFired() {
    Alert firing = run(new LifeCycle(1, 5), "o").getLast().alert().orElseThrow();
    assertThat(LifeCycle.end(firing, day(1), Ending.WITHDRAWN).change()).isEqualTo(Change.RESOLVED);
    Alert pending = run(new LifeCycle(2, 5), "o").getLast().alert().orElseThrow();
    Step end = LifeCycle.end(pending, day(1), Ending.WITHDRAWN);
    assertThat(end.change()).isEqualTo(Change.QUIET);
    assertThat(end.alert().orElseThrow().state()).isEqualTo(AlertState.RESOLVED);
  }

  @Test
  void theSameBeginningIsTheSameAlert() {
    String id = run(new LifeCycle(1, 3), "io").getLast().alert().orElseThrow().id();
    assertThat(run(new LifeCycle(2, 9), "?o").getLast().alert().orElseThrow().id()).isEqualTo(id);
    assertThat(run(new LifeCycle(1, 3), "o").getLast().alert().orElseThrow().id()).isNotEqualTo(id);
    assertThat(id).matches("[0-9a-f]{16}");
  }

  @Test
  void refusesLimitsThatMakeNoSense() {
    assertThatThrownBy(() -> new LifeCycle(0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new LifeCycle(1, 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
