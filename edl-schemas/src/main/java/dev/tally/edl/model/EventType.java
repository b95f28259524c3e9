package dev.tally.edl.model;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * An event type as one revision declares it.
 *
 * @param name full protobuf name, {@code shop.Registration}
 * @param description leading comment of the message; empty when there is none
 * @param owner the team that answers for it
 * @param rawRetention how long raw rows are kept, counted from their receipt
 * @param dedupKey names of attributes: of the events with equal values of all of them and the same
 *     time the last one counts; empty where every event counts. An unset value equals an unset one
 * @param attributes in order of declaration, nested ones in place; names are unique
 * @param timeBounds how far its time may lie from its receipt
 * @param entity present where its events tell the state of things
 * @param retention of states and series, none twice with the same resolution
 */
public record EventType(
    String name,
    String description,
    String owner,
    Duration rawRetention,
    Delivery delivery,
    List<String> dedupKey,
    List<Attribute> attributes,
    List<Metric> metrics,
    List<AlertRule> alerts,
    TimeBounds timeBounds,
    Optional<Entity> entity,
    List<Retention> retention) {

  /** Raw retention where the EDL names none. */
  public static final Duration RAW_RETENTION_DEFAULT = Duration.ofDays(30);

  public EventType {
    requireNonNull(name);
    requireNonNull(description);
    requireNonNull(owner);
    requireNonNull(rawRetention);
    requireNonNull(delivery);
    dedupKey = List.copyOf(dedupKey);
    attributes = List.copyOf(attributes);
    metrics = List.copyOf(metrics);
    alerts = List.copyOf(alerts);
    requireNonNull(timeBounds);
    requireNonNull(entity);
    retention = List.copyOf(retention);
  }

  /** Of which every event counts, whenever it happened. */
  public EventType(
      String name,
      String description,
      String owner,
      Duration rawRetention,
      Delivery delivery,
      List<Attribute> attributes,
      List<Metric> metrics,
      List<AlertRule> alerts) {
    this(
        name,
        description,
        owner,
        rawRetention,
        delivery,
        List.of(),
        attributes,
        metrics,
        alerts,
        TimeBounds.NONE,
        Optional.empty(),
        List.of());
  }

  /** The same with other upsert keys. */
  public EventType withDedupKey(List<String> key) {
    return new EventType(
        name,
        description,
        owner,
        rawRetention,
        delivery,
        key,
        attributes,
        metrics,
        alerts,
        timeBounds,
        entity,
        retention);
  }

  /** The same with other metrics, and without alerts, which name metrics. */
  public EventType withMetrics(List<Metric> others) {
    return new EventType(
        name,
        description,
        owner,
        rawRetention,
        delivery,
        dedupKey,
        attributes,
        others,
        List.of(),
        timeBounds,
        entity,
        retention);
  }

  /** The same with other bounds of its time. */
  public EventType withTimeBounds(TimeBounds bounds) {
    return new EventType(
        name,
        description,
        owner,
        rawRetention,
        delivery,
        dedupKey,
        attributes,
        metrics,
        alerts,
        bounds,
        entity,
        retention);
  }

  /** The same with another entity. */
  public EventType withEntity(Entity other) {
    return new EventType(
        name,
        description,
        owner,
        rawRetention,
        delivery,
        dedupKey,
        attributes,
        metrics,
        alerts,
        timeBounds,
        Optional.of(other),
        retention);
  }

  /** The same, kept for other times. */
  public EventType withRetention(List<Retention> others) {
    return new EventType(
        name,
        description,
        owner,
        rawRetention,
        delivery,
        dedupKey,
        attributes,
        metrics,
        alerts,
        timeBounds,
        entity,
        others);
  }

  /** How long states of a bucket width are kept; for ever when absent. */
  public Optional<Duration> stateRetention(Duration resolution) {
    return retention.stream()
        .filter(r -> r.resolution().equals(resolution))
        .flatMap(r -> r.states().stream())
        .findFirst();
  }

  /** The attributes of {@link #dedupKey}, in its order. */
  public List<Attribute> dedupAttributes() {
    return dedupKey.stream().map(name -> attribute(name).orElseThrow()).toList();
  }

  /** The attributes of an entity's key, in its order. */
  public List<Attribute> attributesOf(Entity of) {
    return of.key().stream().map(attribute -> attribute(attribute).orElseThrow()).toList();
  }

  public Optional<Attribute> attribute(String attributeName) {
    return attributes.stream().filter(a -> a.name().equals(attributeName)).findFirst();
  }

  public Optional<Metric> metric(String metricName) {
    return metrics.stream().filter(m -> m.name().equals(metricName)).findFirst();
  }

  /** The attribute that says when the event happened. Its value is the row's {@code time}. */
  public Optional<Attribute> eventTime() {
    return attributes.stream().filter(Attribute::eventTime).findFirst();
  }
}
