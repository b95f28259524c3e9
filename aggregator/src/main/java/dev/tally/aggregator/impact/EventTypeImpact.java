package dev.tally.aggregator.impact;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a change would do to one event type, as openapi.yaml describes it.
 *
 * @param dimensions of the metrics that change
 * @param metrics that change
 * @param views columns that change
 * @param uses queries that read what changes or goes
 * @param producers who sends it now, most first
 * @param notes what was left out or must be known to read the rest, a sentence each
 */
public record EventTypeImpact(
    String eventType,
    ImpactKind kind,
    Volume volume,
    List<DimensionImpact> dimensions,
    List<MetricImpact> metrics,
    List<AlertImpact> alerts,
    List<ViewImpact> views,
    List<UseImpact> uses,
    List<ProducerImpact> producers,
    List<String> notes) {
  public EventTypeImpact {
    requireNonNull(eventType);
    requireNonNull(kind);
    requireNonNull(volume);
    dimensions = List.copyOf(dimensions);
    metrics = List.copyOf(metrics);
    alerts = List.copyOf(alerts);
    views = List.copyOf(views);
    uses = List.copyOf(uses);
    producers = List.copyOf(producers);
    notes = List.copyOf(notes);
  }

  /**
   * @param bytesPerDay compressed, by the mean row of all event types
   */
  public record Volume(double rowsPerDay, double bytesPerDay) {}

  /**
   * @param attribute as the change calls it; as it was called, where it is a dimension no more
   * @param distinct values, approximate above some thousand; null where none can be known
   * @param valuesMax that may have series of their own
   * @param isOver whether it has more
   */
  public record DimensionImpact(
      String attribute, ImpactKind kind, @Nullable Long distinct, long valuesMax, boolean isOver) {
    public DimensionImpact {
      requireNonNull(attribute);
      requireNonNull(kind);
    }
  }

  /**
   * @param reason what of it changes
   * @param seriesAdded that appear, by today's values
   * @param seriesOrphaned that get no more points
   * @param statesAdded a day, in all resolutions
   * @param isMost whether it can only be said that not more series appear
   */
  public record MetricImpact(
      String metric,
      ImpactKind kind,
      String reason,
      long seriesAdded,
      long seriesOrphaned,
      long statesAdded,
      boolean isMost) {
    public MetricImpact {
      requireNonNull(metric);
      requireNonNull(kind);
      requireNonNull(reason);
    }
  }

  public record AlertImpact(String alert, ImpactKind kind, String reason) {
    public AlertImpact {
      requireNonNull(alert);
      requireNonNull(kind);
      requireNonNull(reason);
    }
  }

  /**
   * A column.
   *
   * @param view with its database
   * @param before type; empty where there was none
   * @param after type; empty where there is none
   */
  public record ViewImpact(
      String view, String column, ImpactKind kind, String before, String after) {
    public ViewImpact {
      requireNonNull(view);
      requireNonNull(column);
      requireNonNull(kind);
      requireNonNull(before);
      requireNonNull(after);
    }
  }

  /**
   * Queries that differ in nothing but constants.
   *
   * @param query with {@code ?} for constants
   * @param columns that change or go
   */
  public record UseImpact(
      String user, String query, long count, Instant lastAt, List<String> columns) {
    public UseImpact {
      requireNonNull(user);
      requireNonNull(query);
      requireNonNull(lastAt);
      columns = List.copyOf(columns);
    }
  }

  /**
   * @param sdk with its version, "java 0.1.0"; empty where it does not say
   * @param share of all events of the event type; 0 to 1
   */
  public record ProducerImpact(
      int revisionId, String sdk, long events, double share, long hosts, Instant lastSeen) {
    public ProducerImpact {
      requireNonNull(sdk);
      requireNonNull(lastSeen);
    }
  }
}
