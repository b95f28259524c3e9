package dev.tally.edl.compat;

import dev.tally.edl.load.Place;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.EventType;
import java.util.List;
import java.util.Optional;

/** Event types by full name: what is stored of their attributes, what is computed of them. */
final class EventTypesComparison {
  private final Side before;
  private final Side after;
  private final Verdicts verdicts;

  EventTypesComparison(Side before, Side after, Verdicts verdicts) {
    this.before = before;
    this.after = after;
    this.verdicts = verdicts;
  }

  void compare() {
    Matching<EventType> types =
        Matching.of(
            before.schema().eventTypes(),
            after.schema().eventTypes(),
            EventType::name,
            EventTypesComparison::identity);
    types.removed().forEach(this::removed);
    for (Matching.Pair<EventType> pair : types.pairs()) {
      if (!pair.before().name().equals(pair.after().name())) {
        renamed(pair.before(), pair.after());
      } else if (!pair.before().equals(pair.after())) {
        compare(pair.before(), pair.after());
      }
    }
  }

  /** A renamed or moved event type has the attributes that it had, and all of their numbers. */
  private static List<?> identity(EventType type) {
    return type.attributes().stream()
        .map(attribute -> List.of(attribute.name(), attribute.path(), attribute.type()))
        .toList();
  }

  private void compare(EventType old, EventType now) {
    new EventTypeComparison(before.schema(), after.schema(), old, now, verdicts).compare();
    Matching<Attribute> attributes =
        Matching.of(old.attributes(), now.attributes(), Attribute::name, Attribute::path);
    AttributeComparison comparison =
        new AttributeComparison(before.schema(), after.schema(), old, now, verdicts);
    attributes.pairs().forEach(pair -> comparison.compare(pair.before(), pair.after()));
    attributes.added().forEach(comparison::added);
    new MetricComparison(before.schema(), after.schema(), old, now, verdicts).compare();
    new AlertComparison(before.schema(), after.schema(), old, now, verdicts).compare();
  }

  private void removed(EventType old) {
    Optional<Place> message = after.schema().message(old.name()).map(after.schema()::place);
    verdicts.add(
        DataRules.EVENT_TYPE_REMOVED,
        old.name(),
        message.orElseGet(() -> after.holder(before.schema().message(old.name()).orElseThrow())),
        before.schema().place(old),
        message.isPresent()
            ? "%s is no event type any more".formatted(old.name())
            : "event type %s is removed".formatted(old.name()),
        "keep it until nothing sends it, with option deprecated = true");
  }

  private void renamed(EventType old, EventType now) {
    verdicts.add(
        DataRules.EVENT_TYPE_RENAMED,
        old.name(),
        after.schema().place(now),
        before.schema().place(old),
        "event type %s is renamed to %s".formatted(old.name(), now.name()),
        "put the name back; or keep %s, deprecated, beside %s until nothing sends it"
            .formatted(old.name(), now.name()));
  }
}
