package dev.tally.aggregator.impact;

import dev.tally.aggregator.impact.EventTypeImpact.ProducerImpact;
import dev.tally.aggregator.impact.EventTypeImpact.UseImpact;
import dev.tally.edl.model.EventType;
import dev.tally.edl.registry.Catalog;
import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.QueryScope;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What a change of schemas would do to what there is. It
 *
 * <ol>
 *   <li>tells which event types change ({@link ChangedType}), and how much is stored of them
 *   <li>asks once for all of them: who sends them, and who reads what changes
 *   <li>works out of each what becomes of its views, metrics, dimensions and alerts; counting
 *       series is one pass over a day's rows of the event type
 * </ol>
 *
 * Nothing is written. A part that takes too long is left out, and a note says so.
 */
public final class ImpactReader {
  /** How far back is looked. */
  public static final int DAYS = 7;

  /** Event types that are looked at; those with the most rows. */
  public static final int EVENT_TYPES_MAX = 50;

  /** Revisions and SDKs of an event type that are listed; those with the most events. */
  public static final int PRODUCERS_MAX = 20;

  /** For all statements of an answer. */
  public static final Duration TIME_MAX = Duration.ofSeconds(60);

  private static final String STAYS =
      "What is published of it stays: its view, series and alerts go on for as long as it is sent.";

  private final Catalog catalog;
  private final ClickHouse clickHouse;
  private final Clock clock;

  public ImpactReader(Catalog catalog, ClickHouse clickHouse, Clock clock) {
    this.catalog = catalog;
    this.clickHouse = clickHouse;
    this.clock = clock;
  }

  /**
   * @param base event types of the tree that is changed
   * @param proposed those of the tree that it becomes
   * @throws TallyException ENGINE_UNAVAILABLE
   */
  public Impact read(List<EventType> base, List<EventType> proposed) {
    Instant now = clock.instant();
    List<ChangedType> changed = ChangedType.of(base, proposed, catalog);
    if (changed.isEmpty()) {
      return new Impact(now, DAYS, 0, List.of());
    }
    Look look =
        new Look(
            clickHouse.within(new QueryScope(TIME_MAX)), now, now.minus(Duration.ofDays(DAYS)));
    return new Impact(now, DAYS, changed.size(), items(look, changed));
  }

  private static List<EventTypeImpact> items(Look look, List<ChangedType> changed) {
    // how much there is
    RawVolumes volumes = RawVolumes.read(look, changed.stream().map(ChangedType::name).toList());
    List<TypeDifference> types =
        changed.stream()
            .sorted(
                Comparator.comparingDouble((ChangedType type) -> -volumes.rowsPerDay(type.name()))
                    .thenComparing(ChangedType::name))
            .limit(EVENT_TYPES_MAX)
            .map(TypeDifference::of)
            .toList();
    List<String> names = types.stream().map(TypeDifference::name).toList();

    // who sends it, who reads it
    Map<String, List<ProducerImpact>> producers =
        look.attempt(
            "Who sends it is not known",
            types,
            () -> ProducerUses.read(look, names, PRODUCERS_MAX),
            Map::of);
    Map<String, List<UseImpact>> uses =
        look.attempt(
            "Who asks for it is not known", types, () -> new QueryUses(look).read(types), Map::of);

    // what becomes of it
    MetricForecast forecast = MetricForecast.of(look, volumes, names);
    return types.stream()
        .map(type -> item(look, type, volumes, forecast, producers, uses))
        .toList();
  }

  private static EventTypeImpact item(
      Look look,
      TypeDifference difference,
      RawVolumes volumes,
      MetricForecast forecast,
      Map<String, List<ProducerImpact>> producers,
      Map<String, List<UseImpact>> uses) {
    String name = difference.name();
    if (difference.type().kind() == ImpactKind.REMOVED) {
      look.note(name, STAYS);
    }
    MetricForecast.Outcome outcome =
        look.attempt(
            "Series are not counted",
            List.of(difference),
            () -> forecast.read(difference),
            () -> MetricForecast.notCounted(difference));
    return new EventTypeImpact(
        name,
        difference.type().kind(),
        volumes.of(name),
        outcome.dimensions(),
        outcome.metrics(),
        AlertChanges.of(difference),
        new ViewChanges(look.clickHouse().endpoint().viewsDatabase()).of(difference.type()),
        uses.getOrDefault(name, List.of()),
        producers.getOrDefault(name, List.of()),
        look.notes(name));
  }
}
