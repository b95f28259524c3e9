package dev.tally.edl.compat;

import dev.tally.edl.check.CheckRule;
import dev.tally.edl.load.Schema;
import dev.tally.edl.model.AlertRule;
import dev.tally.edl.model.AlertRule.Detection;
import dev.tally.edl.model.AlertRule.Direction;
import dev.tally.edl.model.EventType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Alerts of the same name of one event type. */
final class AlertComparison {
  private final Schema before;
  private final Schema after;
  private final EventType old;
  private final EventType now;
  private final Verdicts verdicts;

  AlertComparison(Schema before, Schema after, EventType old, EventType now, Verdicts verdicts) {
    this.before = before;
    this.after = after;
    this.old = old;
    this.now = now;
    this.verdicts = verdicts;
  }

  void compare() {
    Matching<AlertRule> alerts =
        Matching.of(old.alerts(), now.alerts(), AlertRule::name, AlertComparison::identity);
    alerts.removed().forEach(this::removed);
    for (Matching.Pair<AlertRule> pair : alerts.pairs()) {
      if (!pair.before().name().equals(pair.after().name())) {
        renamed(pair.before(), pair.after());
      } else if (!pair.before().equals(pair.after())) {
        compare(pair.before(), pair.after());
      }
    }
  }

  /** All but the name. */
  static AlertRule identity(AlertRule alert) {
    return new AlertRule(
        "",
        alert.metric(),
        alert.statistic(),
        alert.dimensionSet(),
        alert.resolution(),
        alert.detection(),
        alert.severity(),
        alert.notifiers(),
        alert.forPoints());
  }

  private void removed(AlertRule was) {
    verdicts.add(
        MeaningRules.ALERT_REMOVED,
        name(was),
        after.place(now),
        before.alertOption(old, was, "name"),
        "alert %s is removed".formatted(name(was)),
        "keep it; to have quiet for a while, silence it");
  }

  private void renamed(AlertRule was, AlertRule is) {
    add(
        MeaningRules.ALERT_REMOVED,
        was,
        is,
        "name",
        "is renamed to " + is.name(),
        "put the name back, which an alert has from its metric and breakdown where none is said");
  }

  private void compare(AlertRule was, AlertRule is) {
    target(was, is);
    List<String> loosened = loosened(was, is);
    if (!loosened.isEmpty()) {
      add(
          MeaningRules.ALERT_LOOSENED,
          was,
          is,
          ModelText.keyword(is.detection()),
          "is loosened: " + String.join(", ", loosened),
          "put it back, or tell whoever counts on it");
    }
    if (isSilencedForSome(was.notifiers(), is.notifiers())) {
      add(
          MeaningRules.ALERT_NOTIFY_CHANGED,
          was,
          is,
          "notify",
          "tells %s, and told %s"
              .formatted(ModelText.notifiers(is.notifiers()), ModelText.notifiers(was.notifiers())),
          "put them back, or tell them");
    }
  }

  private void target(AlertRule was, AlertRule is) {
    boolean isSame =
        was.metric().equals(is.metric())
            && was.statistic().equals(is.statistic())
            && was.dimensionSet().equals(is.dimensionSet())
            && was.resolution().equals(is.resolution());
    if (!isSame) {
      add(
          MeaningRules.ALERT_TARGET_CHANGED,
          was,
          is,
          "metric",
          "watches %s, and watched %s".formatted(ModelText.target(is), ModelText.target(was)),
          "put it back, or add an alert with another name");
    }
  }

  private static List<String> loosened(AlertRule was, AlertRule is) {
    List<String> loosened = new ArrayList<>();
    if (isLooser(was.detection(), is.detection())) {
      loosened.add(
          ModelText.detection(was.detection()) + " becomes " + ModelText.detection(is.detection()));
    }
    if (is.severity().compareTo(was.severity()) < 0) {
      loosened.add(was.severity() + " becomes " + is.severity());
    }
    if (is.forPoints() > was.forPoints()) {
      loosened.add("for_points %d becomes %d".formatted(was.forPoints(), is.forPoints()));
    }
    return loosened;
  }

  /** Another kind of detection counts: nothing says that it finds the same. */
  private static boolean isLooser(Detection was, Detection is) {
    if (was instanceof Detection.Band(Direction a, double widthBefore)
        && is instanceof Detection.Band(Direction b, double widthAfter)) {
      return (b != Direction.BOTH && a != b) || widthAfter > widthBefore;
    }
    if (was instanceof Detection.Threshold a && is instanceof Detection.Threshold b) {
      return isFurther(a.above(), b.above(), 1) || isFurther(a.below(), b.below(), -1);
    }
    return true;
  }

  /**
   * @param sign 1 where a larger bound is further away
   */
  private static boolean isFurther(Optional<Double> was, Optional<Double> is, int sign) {
    return was.isPresent() && (is.isEmpty() || sign * Double.compare(is.get(), was.get()) > 0);
  }

  /** None named is all of them. */
  private static boolean isSilencedForSome(List<String> was, List<String> is) {
    return !is.isEmpty() && (was.isEmpty() || !is.containsAll(was));
  }

  private String name(AlertRule alert) {
    return old.name() + "." + alert.name();
  }

  private void add(
      CheckRule rule, AlertRule was, AlertRule is, String option, String what, String instead) {
    verdicts.add(
        rule,
        name(was),
        after.alertOption(now, is, option),
        before.alertOption(old, was, option),
        "alert %s %s".formatted(name(was), what),
        instead);
  }
}
