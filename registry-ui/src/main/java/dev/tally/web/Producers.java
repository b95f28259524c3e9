package dev.tally.web;

import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Revision;
import dev.tally.edl.model.ValueKind;
import dev.tally.edl.registry.Catalog;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.statement.SelectSenders;
import dev.tally.storage.statement.SelectSenders.AttributeSender;
import dev.tally.storage.statement.SelectSenders.Counts;
import dev.tally.web.answer.ProducersAnswer;
import dev.tally.web.answer.ProducersAnswer.AttributeSenders;
import dev.tally.web.answer.ProducersAnswer.Retiring;
import dev.tally.web.answer.ProducersAnswer.RevisionName;
import dev.tally.web.answer.ProducersAnswer.RevisionSenders;
import dev.tally.web.answer.ProducersAnswer.Senders;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who sends an event type, by revision and SDK, and whether anybody still sends what is deprecated
 * or gone: the gate for deleting an attribute.
 */
final class Producers {
  private final Catalog catalog;
  private final Clock clock;
  private final SelectSenders senders;

  Producers(Catalog catalog, ClickHouse clickHouse, Clock clock) {
    this.catalog = catalog;
    this.clock = clock;
    this.senders = new SelectSenders(clickHouse);
  }

  /**
   * @param name of an event type that is published
   */
  ProducersAnswer read(String name, Window window) {
    List<Revision> history = catalog.history(name);
    Instant until = clock.instant();
    Instant since = until.minus(window.length());
    SelectSenders.Senders sent = senders.run(name, since);
    Map<String, Boolean> retiring = retiring(history);
    List<AttributeSender> still = senders.run(name, since, kinds(history, retiring));
    Counts all = sent.all();
    return new ProducersAnswer(
        window.text(),
        since,
        until,
        share(all, all),
        sent.senders().stream()
            .limit(SelectSenders.SENDERS_MAX)
            .map(
                row ->
                    new RevisionSenders(
                        revision(history, row.revision()),
                        row.sdk(),
                        row.sdkVersion(),
                        share(row.counts(), all)))
            .toList(),
        sent.senders().size() > SelectSenders.SENDERS_MAX,
        retiring.entrySet().stream()
            .map(
                entry ->
                    new Retiring(
                        entry.getKey(),
                        entry.getValue(),
                        still.stream()
                            .filter(row -> row.attribute().equals(entry.getKey()))
                            .map(
                                row ->
                                    new AttributeSenders(
                                        revision(history, row.revision()),
                                        share(row.counts(), all)))
                            .toList()))
            .toList());
  }

  /**
   * By name, whether it is gone. The event time stands in every row, so nobody stops sending it.
   */
  private static Map<String, Boolean> retiring(List<Revision> history) {
    EventType latest = history.getLast().eventType();
    Map<String, Boolean> retiring = new TreeMap<>();
    for (Revision revision : history) {
      for (Attribute attribute : revision.eventType().attributes()) {
        boolean gone = latest.attribute(attribute.name()).isEmpty();
        boolean deprecated =
            latest.attribute(attribute.name()).filter(Attribute::deprecated).isPresent();
        if (!attribute.eventTime() && (gone || deprecated)) {
          retiring.put(attribute.name(), gone);
        }
      }
    }
    return retiring;
  }

  /** In which arrays the attributes may be: a change of type can move one. */
  private static Map<ValueKind, List<String>> kinds(
      List<Revision> history, Map<String, Boolean> retiring) {
    Map<ValueKind, List<String>> kinds = new EnumMap<>(ValueKind.class);
    for (Revision revision : history) {
      for (Attribute attribute : revision.eventType().attributes()) {
        if (retiring.containsKey(attribute.name())) {
          kinds.computeIfAbsent(attribute.kind(), kind -> new ArrayList<>()).add(attribute.name());
        }
      }
    }
    return kinds;
  }

  private static RevisionName revision(List<Revision> history, @Nullable Integer id) {
    int known = id == null ? 0 : id;
    for (int i = 0; i < history.size(); i++) {
      if (history.get(i).id() == known) {
        return new RevisionName(known, i + 1, history.size() - 1 - i);
      }
    }
    return new RevisionName(known, 0, 0);
  }

  private static Senders share(Counts counts, Counts all) {
    return new Senders(
        counts.producers(),
        all.producers() == 0 ? 0 : (double) counts.producers() / all.producers(),
        counts.hosts(),
        all.hosts() == 0 ? null : (double) counts.hosts() / all.hosts(),
        counts.events(),
        counts.last());
  }
}
