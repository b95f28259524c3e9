package dev.tally.anomaly;

import dev.tally.anomaly.life.Alert;
import dev.tally.anomaly.life.AlertState;
import dev.tally.anomaly.notify.Notifiers;
import dev.tally.anomaly.store.AlertStore;
import dev.tally.anomaly.store.TestDatabases;
import dev.tally.edl.model.AlertRule;
import dev.tally.edl.registry.Catalog;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.storage.ClickHouse;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/** A metadata database of its own, and the evaluators that share it, as processes do. */
final class Watch implements AutoCloseable {
  private static final Duration LATENESS = Duration.ofMinutes(2);

  private final ClickHouse clickHouse;
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final MetadataDatabase database = TestDatabases.h2();
  private final AlertStore store = new AlertStore(database);

  Watch(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /** When the bucket that starts then has just become complete. */
  static Instant tick(Instant start, Duration resolution) {
    return start.plus(resolution).plus(LATENESS);
  }

  AlertEvaluator evaluator(AlertRule... rules) {
    return evaluator(clickHouse, AlertSettings.DEFAULT, rules);
  }

  AlertEvaluator evaluator(AlertSettings settings, AlertRule... rules) {
    return evaluator(clickHouse, settings, rules);
  }

  AlertEvaluator evaluator(ClickHouse engine, AlertSettings settings, AlertRule... rules) {
    return new AlertEvaluator(
        Flights.catalog(rules),
        engine,
        database,
        Notifiers.of(Map.of()),
        Completeness.after(LATENESS),
        settings,
        meters,
        Clock.fixed(Instant.parse("2026-11-21T00:00:00Z"), ZoneOffset.UTC));
  }

  CardinalityWatch dimensions(Catalog catalog) {
    return new CardinalityWatch(
        catalog,
        clickHouse,
        store,
        Notifiers.of(Map.of()),
        Completeness.after(LATENESS),
        meters,
        Clock.fixed(Instant.parse("2026-11-21T00:00:00Z"), ZoneOffset.UTC));
  }

  AlertStore store() {
    return store;
  }

  List<Alert> alerts() {
    return store.list(EnumSet.allOf(AlertState.class), "", 10_000, 0).alerts();
  }

  /** "kind path" of each, in the order in which they were made. */
  List<String> notices() {
    return database.withHandle(
        h ->
            h.createQuery(
                    "SELECT n.kind || ' ' || a.path FROM alert_notices n"
                        + " JOIN alerts a ON a.id = n.alert_id ORDER BY n.id")
                .mapTo(String.class)
                .list());
  }

  void execute(String sql) {
    database.withHandle(h -> h.execute(sql));
  }

  double counted(String counter) {
    return meters.counter(counter).count();
  }

  @Override
  public void close() {
    database.close();
  }
}
