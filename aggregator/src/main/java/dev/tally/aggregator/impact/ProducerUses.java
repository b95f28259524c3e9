package dev.tally.aggregator.impact;

import dev.tally.aggregator.impact.EventTypeImpact.ProducerImpact;
import dev.tally.aggregator.statement.SelectTypeSenders;
import dev.tally.aggregator.statement.SelectTypeSenders.TypeSender;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Who sends event types now: what is sent by a revision that there is, is sent by an old one. */
final class ProducerUses {
  private ProducerUses() {}

  /**
   * By event type.
   *
   * @param limit of each
   */
  static Map<String, List<ProducerImpact>> read(
      Look look, Collection<String> eventTypes, int limit) {
    return new SelectTypeSenders(look.clickHouse())
        .run(eventTypes, look.since(), limit).stream()
            .collect(
                Collectors.groupingBy(
                    TypeSender::eventType,
                    Collectors.mapping(ProducerUses::producer, Collectors.toList())));
  }

  private static ProducerImpact producer(TypeSender sender) {
    return new ProducerImpact(
        sender.revision(),
        (sender.sdk() + " " + sender.sdkVersion()).strip(),
        sender.events(),
        (double) sender.events() / sender.ofAll(),
        sender.hosts(),
        sender.last());
  }
}
