package dev.tally.aggregator.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.aggregator.run.RunProgress.Step;
import dev.tally.aggregator.run.RunReport.Outcome;
import dev.tally.aggregator.testing.Orders;
import dev.tally.aggregator.testing.RawOrders;
import dev.tally.aggregator.testing.SeriesOracle;
import dev.tally.aggregator.testing.Tables;
import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.Catalog;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.metadata.MetadataSettings;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.testing.EngineExtension;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A process loses its turn with the connection that held it, and goes on without knowing, while
 * another one has the turn.
 */
@ExtendWith(EngineExtension.class)
class TakenOverTest {
  private static final List<Step> STEPS =
      List.of(
          Step.PLANNED,
          Step.SCANNED,
          Step.STATES_INSERTED,
          Step.STATES_NOTED,
          Step.POINTS_INSERTED,
          Step.WATERMARKS_INSERTED);

  private final ClickHouse clickHouse;
  private final MetadataSettings settings = MetadataSettings.memory(UUID.randomUUID().toString());
  private final MetadataDatabase metadata = MetadataDatabase.open(settings);
  private final RawOrders raw;
  private final Catalog catalog =
      Orders.catalog(
          Orders.eventType(
              Orders.NAME,
              List.of(
                  Orders.at(
                      Orders.metric("orders", new Aggregate.Count(), Orders.COUNTRY),
                      Orders.HOUR))));
  private long committed;

  TakenOverTest(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
    this.raw = new RawOrders(clickHouse);
  }

  @BeforeEach
  void write() {
    Tables.empty(clickHouse);
    raw.write(Orders.NAME, 0, 40_000, 1_000, "['no', 'se'][number % 2 + 1]");
  }

  @AfterEach
  void close() {
    metadata.close();
  }

  private Rollup rollup() {
    return rollup(catalog, metadata, RunProgress.NONE);
  }

  private Rollup rollup(Catalog known, MetadataDatabase connections, RunProgress progress) {
    return new Rollup(known, clickHouse, connections, Clock.systemUTC(), 1_000_000, progress);
  }

  /** A block of each collector. */
  private void commit() {
    committed++;
    raw.commit("a", committed, committed);
    raw.commit("b", committed, committed);
  }

  /** As if the database had lost whoever holds a lock. */
  private void loseTurn() {
    List<Integer> holders =
        metadata.withHandle(
            handle ->
                handle
                    .createQuery(
                        "SELECT session_id FROM information_schema.sessions WHERE contains_uncommitted")
                    .mapTo(Integer.class)
                    .list());
    assertThat(holders).as("sessions that hold a turn").hasSize(1);
    metadata.withHandle(
        handle ->
            handle
                .createQuery("SELECT abort_session(:id)")
                .bind("id", holders.getFirst())
                .mapTo(Boolean.class)
                .one());
  }

  /** Another process: takes over what is begun, and has the next blocks, too. */
  private void another() {
    loseTurn();
    commit();
    assertThat(rollup().catchUp().outcome()).isNotEqualTo(Outcome.BUSY);
  }

  /** What a process with connections of its own is told when it finds out. */
  private Optional<TallyException> goOn(Catalog known, RunProgress progress) {
    try (MetadataDatabase connections = MetadataDatabase.open(settings)) {
      rollup(known, connections, progress).run();
      return Optional.empty();
    } catch (TallyException e) {
      return Optional.of(e);
    }
  }

  private void assertThatAllIsCountedOnce() {
    rollup().catchUp();
    SeriesOracle orders = new SeriesOracle(clickHouse, Orders.NAME, "block <= " + committed);
    assertThat(orders.checkNumbers("orders", DimensionSet.OVERALL, Orders.HOUR)).isPositive();
    assertThat(orders.checkNumbers("orders", Orders.COUNTRY, Orders.HOUR)).isPositive();
    assertThat(
            metadata.<List<String>, RuntimeException>withHandle(
                handle ->
                    handle
                        .createQuery("SELECT state FROM rollup_run WHERE state <> 'DONE'")
                        .mapTo(String.class)
                        .list()))
        .isEmpty();
    assertThat(
            clickHouse.query(
                "SELECT name FROM system.tables WHERE database = currentDatabase() AND name LIKE 'rollup%'",
                Map.of(), row -> row.string("name")))
        .as("scratch tables left behind")
        .isEmpty();
  }

  @Test
  void aRunThatTwoAreAtCountsOnce() {
    for (Step step : STEPS) {
      commit();
      List<Step> reached = new ArrayList<>();
      Optional<TallyException> told =
          goOn(
              catalog,
              (run, at) -> {
                if (at == step && !reached.contains(step)) {
                  reached.add(at);
                  another();
                }
              });
      assertThat(reached).containsExactly(step);
      assertThatAllIsCountedOnce();
      assertThat(told).as("%s", step).isPresent();
    }
  }

  /** Both have seen the same blocks, and the other one is the first to plan them. */
  @Test
  void blocksThatTwoWantToPlanAreInOneRun() {
    commit();
    rollup().catchUp();
    commit();
    boolean[] asked = new boolean[1];
    Catalog slow =
        new AskedCatalog(
            catalog,
            () -> {
              if (!asked[0]) {
                asked[0] = true;
                another();
              }
            });
    Optional<TallyException> told = goOn(slow, RunProgress.NONE);
    assertThatAllIsCountedOnce();
    assertThat(told)
        .hasValueSatisfying(
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.METADATA_UNAVAILABLE);
              assertThat(e).hasMessageContaining("another process has gone on with blocks from 2");
            });
    assertThat(
            metadata.<Long, RuntimeException>withHandle(
                handle ->
                    handle
                        .createQuery("SELECT count(*) FROM rollup_run WHERE node <> ''")
                        .mapTo(Long.class)
                        .one()))
        .isEqualTo(2);
  }

  /** Says when it is asked how far it is, which a run does right before it is planned. */
  private static final class AskedCatalog implements Catalog {
    private final Catalog catalog;
    private final Runnable listener;

    AskedCatalog(Catalog catalog, Runnable listener) {
      this.catalog = catalog;
      this.listener = listener;
    }

    @Override
    public Optional<Revision> find(String eventType, long fingerprint) {
      return catalog.find(eventType, fingerprint);
    }

    @Override
    public Optional<Revision> find(int revisionId) {
      return catalog.find(revisionId);
    }

    @Override
    public List<Revision> latest() {
      return catalog.latest();
    }

    @Override
    public List<Revision> history(String eventType) {
      return catalog.history(eventType);
    }

    @Override
    public int watermark() {
      listener.run();
      return catalog.watermark();
    }
  }
}
