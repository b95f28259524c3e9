package dev.tally.aggregator.impact;

import dev.tally.aggregator.impact.EventTypeImpact.DimensionImpact;
import dev.tally.aggregator.impact.EventTypeImpact.MetricImpact;
import dev.tally.aggregator.statement.AdmittedValues;
import dev.tally.aggregator.statement.AdmittedValues.Dimension;
import dev.tally.aggregator.statement.CountGroups;
import dev.tally.aggregator.statement.CountGroups.Group;
import dev.tally.aggregator.statement.SelectLiveSeries;
import dev.tally.aggregator.statement.SelectSeriesCounts.MetricKey;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.storage.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * What becomes of metrics and their dimensions, counted in the rows of the last day on which the
 * event type was received: of the 24 hours up to its last row, or less, where more than {@link
 * #ROWS_MAX} are a day's.
 */
final class MetricForecast {
  /** Rows that are counted, about. */
  static final long ROWS_MAX = 100_000_000;

  /** Combinations that are counted in one pass: 100 KB of the engine's memory each, at most. */
  static final int GROUPS_MAX = 4_000;

  private static final Duration DAY = Duration.ofDays(1);

  private final Look look;
  private final RawVolumes volumes;
  private final Map<Dimension, Long> admitted;
  private final Map<MetricKey, Long> live;

  /** Of one event type. */
  record Outcome(List<MetricImpact> metrics, List<DimensionImpact> dimensions) {}

  private MetricForecast(
      Look look, RawVolumes volumes, Map<Dimension, Long> admitted, Map<MetricKey, Long> live) {
    this.look = look;
    this.volumes = volumes;
    this.admitted = admitted;
    this.live = live;
  }

  /** Reads what all of them need. */
  static MetricForecast of(Look look, RawVolumes volumes, Collection<String> eventTypes) {
    return new MetricForecast(
        look,
        volumes,
        new AdmittedValues(look.clickHouse()).counts(),
        new SelectLiveSeries(look.clickHouse())
            .run(eventTypes, look.now(), Duration.between(look.since(), look.now())));
  }

  /** May fail with QUERY_LIMIT. */
  Outcome read(TypeDifference difference) {
    ChangedType type = difference.type();
    List<MetricChange> changes = difference.metrics();
    if (changes.isEmpty()) {
      return new Outcome(List.of(), List.of());
    }
    StoredNames names = new StoredNames(type);
    CountedPlan plan = new CountedPlan(type, names);
    SeriesForecast series = new SeriesForecast(type, plan, new DimensionLimits(admitted), live);
    DimensionForecast dimensions = new DimensionForecast(type, names, plan);

    // what is to be counted: the forecast asks for the same, whatever it is told
    Set<Group> groups = new LinkedHashSet<>();
    ToLongFunction<Group> note =
        group -> {
          groups.add(group);
          return 0;
        };
    changes.forEach(change -> series.of(change, note));
    dimensions.of(changes, note);

    // count it
    ToLongFunction<Group> counts = count(type.name(), plan, groups);
    unknown(difference, names);
    return new Outcome(
        changes.stream().map(change -> series.of(change, counts)).toList(),
        dimensions.of(changes, counts));
  }

  private ToLongFunction<Group> count(String eventType, CountedPlan plan, Set<Group> groups) {
    Optional<Instant> last = volumes.last(eventType);
    if (groups.isEmpty() || last.isEmpty() || plan.plan().isEmpty()) {
      return group -> 0;
    }
    if (groups.size() > GROUPS_MAX) {
      throw new TallyException(
          ErrorCode.QUERY_LIMIT,
          "%,d combinations of dimensions are to be counted, and at most %,d can be"
              .formatted(groups.size(), GROUPS_MAX));
    }
    Duration span = span(volumes.rowsPerDay(eventType));
    if (span.compareTo(DAY) < 0) {
      look.note(
          eventType,
          "Values, series and states are those of the last %,d minutes: a day has more than %,d rows."
              .formatted(span.toMinutes(), ROWS_MAX));
    }
    Map<Group, Long> counted =
        new CountGroups(look.clickHouse())
            .run(plan.plan().get(), rows(eventType, last.get(), span), groups);
    return group -> counted.getOrDefault(group, 0L);
  }

  private static Duration span(double rowsPerDay) {
    double share = rowsPerDay <= ROWS_MAX ? 1 : ROWS_MAX / rowsPerDay;
    return Duration.ofSeconds(Math.max(60, Math.round(share * DAY.toSeconds())));
  }

  /** Up to the last receipt. */
  private static String rows(String eventType, Instant last, Duration span) {
    return "event = %s AND received > fromUnixTimestamp64Milli(%d, 'UTC') AND received <= fromUnixTimestamp64Milli(%d, 'UTC')"
        .formatted(Sql.literal(eventType), last.minus(span).toEpochMilli(), last.toEpochMilli());
  }

  /** Of attributes that no row can have yet, unset is the only value. */
  private void unknown(TypeDifference difference, StoredNames names) {
    difference.metrics().stream()
        .flatMap(change -> change.after().stream())
        .flatMap(metric -> metric.seriesSets().stream())
        .flatMap(set -> set.attributes().stream())
        .distinct()
        .sorted()
        .forEach(
            attribute -> {
              if (!names.isKnown(attribute)) {
                look.note(
                    difference.name(),
                    "No event has %s yet: series by it are counted as if it were unset."
                        .formatted(attribute));
              } else if (names.isRenamed(attribute)) {
                look.note(
                    difference.name(),
                    "%s is counted by the values of %s, which it is called until producers send the new revision."
                        .formatted(attribute, names.of(attribute)));
              }
            });
  }

  /** Nothing counted: of what could not be. */
  static Outcome notCounted(TypeDifference difference) {
    return new Outcome(
        difference.metrics().stream()
            .map(
                change ->
                    new MetricImpact(change.name(), change.kind(), change.reason(), 0, 0, 0, true))
            .toList(),
        List.of());
  }
}
