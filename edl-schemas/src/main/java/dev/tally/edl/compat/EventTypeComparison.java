package dev.tally.edl.compat;

import dev.tally.edl.check.CheckRule;
import dev.tally.edl.load.Place;
import dev.tally.edl.load.Schema;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.Delivery;
import dev.tally.edl.model.Durations;
import dev.tally.edl.model.Entity;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Filter;
import dev.tally.edl.model.Retention;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What {@code (tally.event)} says of one event type. */
final class EventTypeComparison {
  private final Schema before;
  private final Schema after;
  private final EventType old;
  private final EventType now;
  private final Verdicts verdicts;

  EventTypeComparison(
      Schema before, Schema after, EventType old, EventType now, Verdicts verdicts) {
    this.before = before;
    this.after = after;
    this.old = old;
    this.now = now;
    this.verdicts = verdicts;
  }

  void compare() {
    rawRetention();
    retention();
    timeBound("max_age", old.timeBounds().maxAge(), now.timeBounds().maxAge());
    timeBound("max_ahead", old.timeBounds().maxAhead(), now.timeBounds().maxAhead());
    delivery();
    dedupKey();
    entity();
    eventTime();
  }

  private void rawRetention() {
    if (now.rawRetention().compareTo(old.rawRetention()) < 0) {
      add(
          DataRules.RAW_RETENTION_SHORTENED,
          "raw_retention",
          "%s keeps raw rows for %s, and no longer for %s"
              .formatted(old.name(), format(now.rawRetention()), format(old.rawRetention())),
          "put it back; or have the owner agree that the rows between are deleted");
    }
  }

  private void retention() {
    for (Duration resolution :
        now.retention().stream().map(Retention::resolution).sorted().toList()) {
      shortened(
          "states", resolution, old.stateRetention(resolution), now.stateRetention(resolution));
      shortened("series", resolution, series(old, resolution), series(now, resolution));
    }
  }

  private static Optional<Duration> series(EventType type, Duration resolution) {
    return type.retention().stream()
        .filter(retention -> retention.resolution().equals(resolution))
        .flatMap(retention -> retention.series().stream())
        .findFirst();
  }

  private void shortened(
      String what, Duration resolution, Optional<Duration> was, Optional<Duration> is) {
    if (isLess(was, is)) {
      add(
          DataRules.RETENTION_SHORTENED,
          "retention",
          "%s keeps %s of %s for %s, and no longer %s"
              .formatted(
                  old.name(),
                  what,
                  format(resolution),
                  format(is),
                  was.map(kept -> "for " + format(kept)).orElse("for ever")),
          "put it back; or have the owner agree that what is older is deleted");
    }
  }

  private void timeBound(String option, Optional<Duration> was, Optional<Duration> is) {
    if (isLess(was, is)) {
      add(
          DataRules.TIME_BOUNDS_TIGHTENED,
          option,
          "%s takes events with a %s of %s, and no longer %s"
              .formatted(
                  old.name(),
                  option,
                  format(is),
                  was.map(bound -> "of " + format(bound)).orElse("any")),
          "put it back; or look at what age events come with first");
    }
  }

  /** Absent is for ever. */
  private static boolean isLess(Optional<Duration> was, Optional<Duration> is) {
    return is.isPresent() && (was.isEmpty() || is.get().compareTo(was.get()) < 0);
  }

  private void delivery() {
    if (old.delivery() == Delivery.AT_LEAST_ONCE && now.delivery() == Delivery.BEST_EFFORT) {
      add(
          DataRules.DELIVERY_WEAKENED,
          "delivery",
          "%s becomes BEST_EFFORT".formatted(old.name()),
          "put AT_LEAST_ONCE back where each event counts");
    }
  }

  private void dedupKey() {
    if (!old.dedupKey().equals(now.dedupKey())) {
      add(
          DataRules.DEDUP_KEY_CHANGED,
          "dedup_key",
          "%s changes its dedup_key from %s to %s"
              .formatted(old.name(), old.dedupKey(), now.dedupKey()),
          "put it back; or begin a new event type, or run a backfill of its metrics afterwards");
    }
  }

  private void entity() {
    if (old.entity().isEmpty()) {
      return;
    }
    List<String> was = old.entity().get().key();
    List<String> is = now.entity().map(Entity::key).orElse(List.of());
    if (!was.equals(is)) {
      add(
          DataRules.ENTITY_KEY_CHANGED,
          "entity_key",
          "%s changes its entity_key from %s to %s".formatted(old.name(), was, is),
          "put it back; or begin a new event type");
    } else if (!deleted(old).equals(deleted(now))) {
      add(
          DataRules.ENTITY_DELETED_CHANGED,
          "entity_deleted",
          "%s changes entity_deleted from %s to %s"
              .formatted(old.name(), text(deleted(old)), text(deleted(now))),
          "make sure that the things that were gone are meant to be gone still");
    }
  }

  private static Optional<Filter> deleted(EventType type) {
    return type.entity().flatMap(Entity::deleted);
  }

  private static String text(Optional<Filter> filter) {
    return filter.map(ModelText::filter).orElse("nothing");
  }

  private void eventTime() {
    Optional<Attribute> was = old.eventTime();
    Optional<Attribute> is = now.eventTime();
    boolean isSame =
        was.map(Attribute::name).equals(is.map(Attribute::name))
            || was.map(Attribute::path).equals(is.map(Attribute::path));
    if (!isSame) {
      Attribute marked = was.or(() -> is).orElseThrow();
      verdicts.add(
          DataRules.EVENT_TIME_MOVED,
          old.name() + "." + marked.name(),
          is.map(attribute -> after.place(now, attribute)).orElseGet(() -> after.place(now)),
          was.map(attribute -> before.place(old, attribute)).orElseGet(() -> before.place(old)),
          "the event time of %s moves from %s to %s".formatted(old.name(), name(was), name(is)),
          "put it back; or begin a new event type");
    }
  }

  private static String name(Optional<Attribute> attribute) {
    return attribute.map(Attribute::name).orElse("the time of sending");
  }

  private void add(CheckRule rule, String option, String message, String instead) {
    Place place = after.eventOption(now, option);
    verdicts.add(rule, old.name(), place, before.eventOption(old, option), message, instead);
  }

  private static String format(Duration duration) {
    return Durations.format(duration);
  }

  private static String format(Optional<Duration> duration) {
    return duration.map(Durations::format).orElse("any");
  }
}
