package dev.tally.aggregator.cap;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.tally.aggregator.backfill.Backfill;
import dev.tally.aggregator.cost.Cardinality;
import dev.tally.aggregator.cost.Cardinality.DimensionUse;
import dev.tally.aggregator.cost.Cardinality.MetricUse;
import dev.tally.aggregator.cost.CardinalityApi;
import dev.tally.aggregator.cost.CardinalityReader;
import dev.tally.aggregator.cost.CostReader;
import dev.tally.aggregator.cost.DimensionCost;
import dev.tally.aggregator.evict.Evictor;
import dev.tally.aggregator.plan.CappedDimension;
import dev.tally.aggregator.plan.Planner;
import dev.tally.aggregator.run.Rollup;
import dev.tally.aggregator.run.RunProgress;
import dev.tally.aggregator.run.RunProgress.Step;
import dev.tally.aggregator.run.RunReport;
import dev.tally.aggregator.statement.AdmittedValues;
import dev.tally.aggregator.testing.BackfillDrive;
import dev.tally.aggregator.testing.HttpServer;
import dev.tally.aggregator.testing.Orders;
import dev.tally.aggregator.testing.StoredEvents;
import dev.tally.aggregator.testing.Tables;
import dev.tally.aggregator.testing.Views;
import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.ClassUse;
import dev.tally.edl.model.DimensionClass;
import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.EnumType;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.PiiClass;
import dev.tally.edl.model.Presence;
import dev.tally.edl.model.Shape;
import dev.tally.edl.registry.Catalog;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.metadata.MetadataSettings;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.migration.Migrations;
import dev.tally.storage.testing.Attributes;
import dev.tally.storage.testing.EngineExtension;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** A dimension has as many series as it may, and nothing is lost. */
@ExtendWith(EngineExtension.class)
class CappedScanTest {
  private static final LocalDate DAY = LocalDate.of(2024, 3, 1);
  private static final int VALUES_MAX = 20;

  private final ClickHouse clickHouse;
  private final MetadataDatabase metadata =
      MetadataDatabase.open(MetadataSettings.memory(UUID.randomUUID().toString()));
  private final StoredEvents events;
  private final long seed = Long.getLong("tally.seed", System.nanoTime());
  private final Random random = new Random(seed);

  CappedScanTest(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
    this.events = new StoredEvents(clickHouse);
  }

  @BeforeEach
  void empty() {
    System.out.println("CappedScanTest seed " + seed + " (set -Dtally.seed to repeat)");
    Tables.empty(clickHouse);
  }

  @AfterEach
  void close() {
    metadata.close();
  }

  private Rollup rollup(int valuesMax, RunProgress progress) {
    return new Rollup(
        catalog(valuesMax), clickHouse, metadata, Clock.systemUTC(), 100_000, progress);
  }

  private static Catalog catalog(int valuesMax) {
    return Orders.catalog(Views.eventType(valuesMax));
  }

  private RunReport run(int valuesMax) {
    return rollup(valuesMax, RunProgress.NONE).run();
  }

  private void interrupt(int valuesMax, Step step) {
    assertThatThrownBy(
            () ->
                rollup(
                        valuesMax,
                        (run, reached) -> {
                          if (reached == step) {
                            throw new IllegalStateException("stopped");
                          }
                        })
                    .run())
        .hasMessage("stopped");
  }

  /** "path time" to value. */
  private Map<String, Double> stored() {
    Map<String, Double> points = new TreeMap<>();
    clickHouse
        .query(
            """
            SELECT concat(path, ' ', toString(toUnixTimestamp(time))) AS point, argMax(value, version) AS latest
            FROM series GROUP BY path, time""",
            Map.of(),
            row -> Map.entry(row.string("point"), row.float64("latest")))
        .forEach(point -> points.put(point.getKey(), point.getValue()));
    return points;
  }

  private long pages() {
    return clickHouse
        .query(
            "SELECT uniqExact(dimension_values) AS n FROM series_index WHERE metric = 'views' AND dimension_set = 'page'",
            Map.of(),
            row -> row.int64("n"))
        .getFirst();
  }

  /** Copies, late views and interrupted runs among them. */
  @Test
  void whatIsBeyondAddsUpAsOther() {
    Views views = new Views(random, VALUES_MAX);
    views.commit(events, 150, 12);
    assertThat(run(VALUES_MAX).others()).isEmpty();
    assertThat(stored()).as("all fit, seed %d", seed).isEqualTo(views.points());
    assertThat(views.isFull()).isFalse();

    List<Step> steps = List.of(Step.SCANNED, Step.STATES_INSERTED);
    for (int i = 0; i < steps.size(); i++) {
      views.commit(events, 300, 500);
      interrupt(VALUES_MAX, steps.get((i + (int) (seed & 1)) % steps.size()));
      run(VALUES_MAX);
      assertThat(stored()).as("run %d, seed %d", i, seed).isEqualTo(views.points());
    }
    assertThat(views.isFull()).isTrue();
    assertThat(pages()).as("unset is one more").isBetween(VALUES_MAX + 1L, VALUES_MAX + 2L);

    views.commit(events, 200, 500);
    assertThat(run(VALUES_MAX).others())
        .containsExactly(new OtherEvents(Views.NAME, "page", views.others()));
    Map<String, Double> stored = stored();
    assertThat(stored).as("seed %d", seed).isEqualTo(views.points());
    for (String metric : List.of("views", "amounts")) {
      String start = Views.NAME + "." + metric + ".1h";
      assertThat(Views.sums(stored, start + ".page."))
          .as(metric)
          .isEqualTo(Views.sums(stored, start + " "));
    }
    checkReports(views);
  }

  private void checkReports(Views views) {
    Cardinality cardinality = new CardinalityReader(catalog(VALUES_MAX), clickHouse).read(DAY, 3);
    assertThat(cardinality.dimensions())
        .extracting(DimensionUse::dimension)
        .containsExactly("page", "kind");
    DimensionUse page = cardinality.dimensions().getFirst();
    assertThat(page.isFull()).isTrue();
    assertThat(page.admitted()).isEqualTo(VALUES_MAX);
    assertThat(page.otherValues()).isEqualTo(views.pagesBeyond());
    assertThat(page.otherEvents()).isGreaterThanOrEqualTo(views.pagesBeyond());
    assertThat(cardinality.dimensions().getLast())
        .isEqualTo(
            new DimensionUse(Views.NAME, "kind", 10, 3, false, 0, 0, 0, true, ClassUse.WITHIN));
    assertThat(cardinality.metrics())
        .hasSize(3)
        .isSortedAccordingTo((a, b) -> Long.compare(b.series(), a.series()))
        .extracting(MetricUse::dimensionSet)
        .containsOnly(List.of("kind", "page"));
    assertThat(cardinality.more()).isGreaterThan(3);

    assertThat(new CostReader(clickHouse).read(Views.eventType(VALUES_MAX), DAY, 0).dimensions())
        .containsExactlyInAnyOrder(
            new DimensionCost("page", page.otherValues() + VALUES_MAX + 1, VALUES_MAX, VALUES_MAX),
            new DimensionCost("kind", 3, 10, 3));

    try (HttpServer server =
        new HttpServer(new CardinalityApi(catalog(VALUES_MAX), clickHouse, Clock.systemUTC()))) {
      JsonNode body =
          server.get("/api/v1/metrics/cardinality", "limit", "1", "day", DAY.toString()).body();
      assertThat(body.at("/cardinality/dimensions/0/otherValues").asLong())
          .isEqualTo(page.otherValues());
      assertThat(body.at("/cardinality/metrics").size()).isEqualTo(1);
    }
  }

  /** The next run admits what there is room for then, and a backfill takes up what was before. */
  @Test
  void moreRoomIsForMoreValues() {
    Views views = new Views(random, 5);
    views.commit(events, 200, 60);
    run(5);
    assertThat(stored()).as("seed %d", seed).isEqualTo(views.points());
    assertThat(pages()).isLessThanOrEqualTo(7);

    BackfillDrive drive =
        new BackfillDrive(clickHouse, metadata, catalog(900), Clock.systemUTC(), 100_000, false);
    Backfill backfill = drive.run(drive.all(Views.NAME), () -> {});
    assertThat(backfill.state()).isEqualTo(Backfill.State.DONE);
    assertThat(stored()).as("seed %d", seed).isEqualTo(views.pointsOfAllPages());
  }

  /** An installation from before there were caps has whatever values it has. */
  @Test
  void whatHasStatesIsAdmittedUntilItGivesUpItsPlace() throws IOException {
    Instant now = Instant.now().plus(Duration.ofDays(40));
    for (int page = 0; page < 7; page++) {
      clickHouse.execute(
          """
          INSERT INTO states (event, metric, resolution, dimension_set, bucket, dimension_values, run, count)
          VALUES ('%s', 'views', 3600, 'kind,page', toDateTime(%d, 'UTC'), ['k0', 'old%d'], 0, 1)"""
              .formatted(
                  Views.NAME,
                  now.minus(Duration.ofDays(page == 0 ? 20 : 500)).getEpochSecond(),
                  page));
    }
    for (String statement : migration().split("\n;\n", -1)) {
      clickHouse.execute(statement);
    }
    assertThat(admitted()).containsExactlyInAnyOrderEntriesOf(Map.of("page", 7L, "kind", 1L));

    Views views = new Views(random, 5);
    views.commit(events, 60, 60);
    assertThat(run(5).others()).extracting(OtherEvents::dimension).containsExactly("page");
    assertThat(pages()).as("others, unset").isBetween(1L, 2L);

    Evictor evictor =
        new Evictor(catalog(5), clickHouse, metadata, Clock.fixed(now, ZoneOffset.UTC));
    assertThat(evictor.evict(Views.NAME, "page", Duration.ofDays(30))).isEqualTo(6);
    assertThatThrownBy(() -> evictor.evict(Views.NAME, "user", Duration.ofDays(30)))
        .hasMessageContaining("no metric of shop.View is by a dimension 'user'");
    views.commit(events, 60, 60);
    run(5);
    assertThat(admitted()).containsEntry("page", 5L);
    assertThat(pages()).as("four more").isBetween(5L, 6L);
  }

  private static String migration() throws IOException {
    try (InputStream in =
        requireNonNull(Migrations.class.getResourceAsStream("V11__admitted_values.sql"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private Map<String, Long> admitted() {
    Map<String, Long> counts = new TreeMap<>();
    new AdmittedValues(clickHouse)
        .counts(Views.NAME)
        .forEach((dimension, count) -> counts.put(dimension.attribute(), count));
    return counts;
  }

  /** A renamed constant must not fall behind the names that it had. */
  @Test
  void declaredValuesNeedNoRoom() {
    EnumType colors =
        new EnumType(
            "Color", List.of(new EnumType.Value("RED", 0, ""), new EnumType.Value("BLUE", 1, "")));
    Attribute color =
        new Attribute(
            "color",
            List.of(3),
            AttributeType.ENUM,
            Shape.SINGULAR,
            Presence.OPTIONAL,
            Optional.of(colors),
            DimensionClass.SMALL,
            PiiClass.NONE,
            "",
            0,
            false,
            false,
            "");
    DimensionSet set = new DimensionSet(List.of("color", "express"));
    assertThat(capped(color, set))
        .extracting(CappedDimension::attribute, CappedDimension::declared)
        .as("a bool has two values")
        .containsExactly(tuple("color", List.of("RED", "BLUE")));
    assertThat(capped(color.withMaxValues(1), set))
        .extracting(CappedDimension::valuesMax, CappedDimension::declared)
        .containsExactly(tuple(1, List.of()));
  }

  private static List<CappedDimension> capped(Attribute color, DimensionSet set) {
    EventType type =
        Attributes.eventType("a.B", color, Attributes.attribute("express", AttributeType.BOOL));
    return Planner.plan(type.withMetrics(List.of(Orders.metric("n", new Aggregate.Count(), set))))
        .orElseThrow()
        .capped();
  }
}
