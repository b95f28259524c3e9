package dev.tally.aggregator.site;

import static java.util.Objects.requireNonNull;

import dev.tally.aggregator.plan.PlannedMetric;
import dev.tally.aggregator.plan.ScanPlan;
import dev.tally.edl.model.DimensionSet;
import dev.tally.storage.Sql;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The states that we have metrics for, of an event type and resolution.
 *
 * @param floor the first bucket that is kept here, in seconds since the epoch
 * @param sets metrics with their dimension sets, as SQL tuples, by table
 */
record KnownStates(String event, Duration resolution, long floor, Map<String, List<String>> sets) {
  KnownStates {
    requireNonNull(event);
    requireNonNull(resolution);
    sets = Map.copyOf(sets);
  }

  /**
   * @param plan of the event type and this resolution alone
   */
  static KnownStates of(ScanPlan plan, Duration resolution, long floor) {
    Map<String, TreeSet<String>> sets = new TreeMap<>();
    for (PlannedMetric metric : plan.metrics(resolution)) {
      for (DimensionSet set : metric.metric().seriesSets()) {
        sets.computeIfAbsent(metric.kind().table(), table -> new TreeSet<>())
            .add(tuple(metric.metric().name(), set.key()));
      }
    }
    return new KnownStates(
        plan.eventType(),
        resolution,
        floor,
        sets.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(Map.Entry::getKey, e -> List.copyOf(e.getValue()))));
  }

  PullUnit unit() {
    return new PullUnit(event, resolution);
  }

  boolean has(StrangeStates states) {
    return event.equals(states.event())
        && sets.getOrDefault(states.table(), List.of())
            .contains(tuple(states.metric(), states.set()));
  }

  /** Over the columns of one of its tables. */
  String condition(String table) {
    return "resolution = %d AND event = %s AND (metric, dimension_set) IN (%s)"
        .formatted(
            resolution.toSeconds(),
            Sql.literal(event),
            String.join(", ", sets.getOrDefault(table, List.of())));
  }

  /** Another one means that something is pulled that was not before. */
  String fingerprint() {
    String text = new TreeMap<>(sets).toString();
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String tuple(String metric, String set) {
    return "(" + Sql.literal(metric) + ", " + Sql.literal(set) + ")";
  }
}
