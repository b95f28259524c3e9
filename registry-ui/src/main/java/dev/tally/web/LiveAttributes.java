package dev.tally.web;

import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Revision;
import dev.tally.edl.model.ValueKind;
import dev.tally.edl.registry.Catalog;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.statement.SelectAttributeFigures;
import dev.tally.storage.statement.SelectAttributeFigures.Count;
import dev.tally.storage.statement.SelectAttributeFigures.Figures;
import dev.tally.storage.statement.SelectAttributeFigures.Sample;
import dev.tally.storage.statement.SelectAttributeFigures.Scope;
import dev.tally.web.answer.AttributeFiguresAnswer;
import dev.tally.web.answer.AttributeFiguresAnswer.AttributeFigures;
import dev.tally.web.answer.AttributeFiguresAnswer.ValueCount;
import dev.tally.web.answer.AttributeFiguresAnswer.Values;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What of an event type's attributes really arrives: how many events have them, and with which
 * values, as far as {@link Disclosure} lets them be seen.
 */
final class LiveAttributes {
  /** An integer with more distinct values than these is a measure: it has no frequent values. */
  static final int INTEGERS_MAX = 100;

  /** A value that fewer events share is no frequent one, unless there are few values. */
  private static final int REPEATED_EVENTS_MIN = 2;

  private final Catalog catalog;
  private final Clock clock;
  private final SelectAttributeFigures figures;

  LiveAttributes(Catalog catalog, ClickHouse clickHouse, Clock clock) {
    this.catalog = catalog;
    this.clock = clock;
    this.figures = new SelectAttributeFigures(clickHouse);
  }

  /**
   * @param name of an event type that is published
   */
  AttributeFiguresAnswer read(String name, Window window) {
    List<Revision> history = catalog.history(name);
    Map<String, Attribute> known = known(history);
    Disclosure disclosure = new Disclosure(history);
    Instant until = clock.instant();
    Instant since = until.minus(window.length());
    Sample sample =
        figures.run(
            new Scope(
                name,
                since,
                disclosure.names(Values.SHOWN, Values.COMMON),
                disclosure.names(Values.SHOWN),
                unsigned(known)));
    EventType latest = history.getLast().eventType();
    List<AttributeFigures> items =
        known.values().stream()
            .map(attribute -> item(attribute, latest, disclosure.of(attribute.name()), sample))
            .toList();
    return new AttributeFiguresAnswer(
        window.text(),
        since,
        until,
        Math.max(sample.received(), sample.all().events()),
        sample.all().events(),
        items);
  }

  /** As the latest revision that has it declares each; the latest revision's own come first. */
  private static Map<String, Attribute> known(List<Revision> history) {
    Map<String, Attribute> known = new LinkedHashMap<>();
    for (Revision revision : history.reversed()) {
      revision.eventType().attributes().forEach(each -> known.putIfAbsent(each.name(), each));
    }
    return known;
  }

  private static List<String> unsigned(Map<String, Attribute> known) {
    return known.values().stream()
        .filter(attribute -> new StoredValue(attribute).isUnsigned())
        .map(Attribute::name)
        .toList();
  }

  private static AttributeFigures item(
      Attribute attribute, EventType latest, Values values, Sample sample) {
    boolean declared = latest.attribute(attribute.name()).isPresent();
    if (attribute.eventTime()) {
      return eventTime(attribute, declared, values, sample.all());
    }
    List<Figures> found =
        sample.attributes().stream().filter(f -> f.name().equals(attribute.name())).toList();
    // An event is of one revision, which gives an attribute one kind.
    long events = found.stream().mapToLong(Figures::events).sum();
    Figures own = found.stream().filter(f -> f.kind() == attribute.kind()).findFirst().orElse(null);
    StoredValue stored = new StoredValue(attribute);
    return new AttributeFigures(
        attribute.name(),
        declared,
        events,
        sample.all().events() == 0 ? null : (double) events / sample.all().events(),
        own == null ? 0 : own.distinct(),
        values,
        own == null ? List.of() : top(attribute, own, values, stored),
        own == null ? List.of() : own.latest().stream().map(stored::text).toList(),
        own == null ? null : bound(own.lowest(), stored),
        own == null ? null : bound(own.middle(), stored),
        own == null ? null : bound(own.highest(), stored));
  }

  private static List<ValueCount> top(
      Attribute attribute, Figures own, Values values, StoredValue stored) {
    if (isMeasure(attribute, own)) {
      return List.of();
    }
    boolean few = own.distinct() <= SelectAttributeFigures.TOP_MAX;
    long least =
        switch (values) {
          case COMMON -> Disclosure.COMMON_EVENTS_MIN;
          case SHOWN, HIDDEN -> few ? 1 : REPEATED_EVENTS_MIN;
        };
    Stream<Count> frequent = own.top().stream().filter(count -> count.events() >= least);
    return frequent
        .map(count -> new ValueCount(stored.text(count.value()), count.events()))
        .toList();
  }

  private static boolean isMeasure(Attribute attribute, Figures own) {
    return attribute.kind() == ValueKind.NUM
        || attribute.type() == AttributeType.TIMESTAMP
        || (attribute.kind() == ValueKind.INT && own.distinct() > INTEGERS_MAX);
  }

  private static @Nullable String bound(String text, StoredValue stored) {
    return text.isEmpty() ? null : stored.ordered(text);
  }

  /** It is the row's time, in no array. */
  private static AttributeFigures eventTime(
      Attribute attribute, boolean declared, Values values, Figures all) {
    boolean shown = values == Values.SHOWN && all.events() > 0;
    return new AttributeFigures(
        attribute.name(),
        declared,
        all.events(),
        null,
        all.distinct(),
        values,
        List.of(),
        List.of(),
        shown ? time(all.lowest()) : null,
        shown ? time(all.middle()) : null,
        shown ? time(all.highest()) : null);
  }

  private static String time(String ms) {
    return Instant.ofEpochMilli(Long.parseLong(ms)).toString();
  }
}
