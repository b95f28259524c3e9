package dev.tally.aggregator.impact;

import static dev.tally.storage.testing.Attributes.attribute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.tally.aggregator.impact.EventTypeImpact.MetricImpact;
import dev.tally.aggregator.impact.EventTypeImpact.ViewImpact;
import dev.tally.aggregator.run.Rollup;
import dev.tally.aggregator.testing.ChangingCatalog;
import dev.tally.aggregator.testing.Orders;
import dev.tally.aggregator.testing.RawOrders;
import dev.tally.aggregator.testing.Tables;
import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.AlertRule;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.Delivery;
import dev.tally.edl.model.DimensionClass;
import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Filter;
import dev.tally.edl.model.Metric;
import dev.tally.edl.model.Shape;
import dev.tally.edl.registry.Catalog;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.metadata.MetadataSettings;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.testing.EngineExtension;
import dev.tally.storage.view.EventViews;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is foretold of a change is held against what there is after it was published. */
@ExtendWith(EngineExtension.class)
class ImpactReaderTest {
  /** After the receipt of all {@link RawOrders}. */
  private static final Instant NOW = Instant.parse("2024-03-02T00:00:00Z");

  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final String COUNTRIES = "['no', 'cz', 'us', 'N.O', 'se'][number % 5 + 1]";
  private static final String REGION = "region";

  private final ClickHouse clickHouse;
  private final ChangingCatalog catalog = new ChangingCatalog(Catalog.of(List.of()));

  private final MetadataDatabase metadata =
      MetadataDatabase.open(MetadataSettings.memory(UUID.randomUUID().toString()));

  ImpactReaderTest(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  @BeforeEach
  void empty() {
    Tables.empty(clickHouse);
  }

  @AfterEach
  void close() {
    metadata.close();
  }

  private static EventType orders(List<Metric> metrics) {
    return Orders.eventType(Orders.NAME, metrics);
  }

  private static Metric orderCounts(DimensionSet... sets) {
    return Orders.metric("orders", new Aggregate.Count(), sets);
  }

  @Test
  void aNewDimensionSetMakesTheSeriesAndStatesThatAreForetold() {
    EventType before = orders(List.of(orderCounts(Orders.COUNTRY)));
    EventType after = orders(List.of(orderCounts(Orders.COUNTRY, Orders.CHANNEL_COUNTRY)));
    write(3_000, 0);
    publish(before);
    EventTypeImpact impact = impact(before, after);
    MetricImpact metric = impact.metrics().getFirst();
    Set<String> pathsBefore = paths();
    long statesBefore = states();
    publishAndSendAgain(after);
    Set<String> appeared = new TreeSet<>(paths());
    appeared.removeAll(pathsBefore);
    assertThat(metric.seriesAdded()).isEqualTo(appeared.size()).isGreaterThan(30);
    assertThat(metric.seriesOrphaned()).isZero();
    assertThat(metric.statesAdded()).isEqualTo(states() - statesBefore).isGreaterThan(100);
    assertThat(impact.dimensions())
        .extracting(d -> d.attribute() + " " + d.kind() + " " + d.distinct())
        .containsExactly("country UNCHANGED 5", "device.channel ADDED 3");
    assertThat(impact.views()).isEmpty();
    assertThat(impact.notes()).noneMatch(note -> note.contains("not counted"));
  }

  @Test
  void anotherFilterOrphansAndMakesExactlyWhatOnlyOneOfTheTwoHas() {
    EventType before = orders(List.of(inCountries("no", "cz", "us")));
    EventType after = orders(List.of(inCountries("us", "se")));
    write(3_000, 0);
    publish(before);
    EventTypeImpact impact = impact(before, after);
    MetricImpact metric = impact.metrics().getFirst();
    // By country, in two resolutions: se comes; no and cz go.
    assertThat(metric.seriesAdded()).isEqualTo(2);
    assertThat(metric.seriesOrphaned()).isEqualTo(4);
    assertThat(metric.reason()).contains("filter");
    Set<String> pathsBefore = paths();
    publishAndSendAgain(after);
    assertThat(paths()).hasSize(pathsBefore.size() + 2);
  }

  private static Metric inCountries(String... countries) {
    List<Filter.Literal> literals = new ArrayList<>();
    for (String country : countries) {
      literals.add(new Filter.Literal.Text(country));
    }
    return Orders.filtered(
        "amount", new Aggregate.Avg("amount"), new Filter.In("country", literals), Orders.COUNTRY);
  }

  @Test
  void aRenamedAttributeTakesTheValuesAlong() {
    EventType before = called("country");
    EventType after = called(REGION);
    write(3_000, 0);
    publish(before);
    EventTypeImpact impact = impact(before, after);
    MetricImpact metric = impact.metrics().getFirst();
    Map<String, String> columnsBefore = describe();
    Set<String> pathsBefore = paths();
    publish(after);
    // As producers of the new revision send it.
    clickHouse.execute(
        "INSERT INTO events SELECT * REPLACE (arrayMap(n -> if(n = 'country', 'region', n), dim_names) AS dim_names, block + 100 AS block, batch + 1000 AS batch) FROM events");
    commit(101);
    rollUp();
    Set<String> appeared = new TreeSet<>(paths());
    appeared.removeAll(pathsBefore);
    assertThat(metric.seriesAdded()).isEqualTo(appeared.size());
    assertThat(appeared).allMatch(path -> path.contains(".region."));
    assertThat(metric.seriesOrphaned())
        .isEqualTo(pathsBefore.stream().filter(path -> path.contains(".country.")).count());
    assertThat(changes(columnsBefore, describe())).isEqualTo(changes(impact.views()));
    assertThat(impact.views()).hasSize(2);
    assertThat(impact.notes()).anyMatch(note -> note.contains("region is counted by the values"));
  }

  /** With numbers, and its country under a name. */
  private static EventType called(String country) {
    List<Attribute> attributes = new ArrayList<>();
    int number = 1;
    for (Attribute old : Orders.eventType().attributes()) {
      String name = old.name().equals("country") ? country : old.name();
      attributes.add(numbered(old, name, number++));
    }
    return eventType(attributes, List.of(orderCounts(new DimensionSet(List.of(country)))));
  }

  private static Attribute numbered(Attribute old, String name, int number) {
    return new Attribute(
        name,
        List.of(number),
        old.type(),
        old.shape(),
        old.presence(),
        old.enumType(),
        old.dimension(),
        old.pii(),
        old.unit(),
        old.scale(),
        old.eventTime(),
        old.deprecated(),
        old.description());
  }

  private static EventType eventType(List<Attribute> attributes, List<Metric> metrics) {
    return eventType(attributes, metrics, List.of());
  }

  private static EventType eventType(
      List<Attribute> attributes, List<Metric> metrics, List<AlertRule> alerts) {
    return new EventType(
        Orders.NAME,
        "Somebody ordered.",
        "shop",
        EventType.RAW_RETENTION_DEFAULT,
        Delivery.AT_LEAST_ONCE,
        attributes,
        metrics,
        alerts);
  }

  @Test
  void whatIsRemovedOrphansTheSeriesThatAreThere() {
    EventType before = orders(Orders.someMetrics());
    EventType after =
        orders(Orders.someMetrics().stream().filter(m -> !m.name().equals("amounts")).toList());
    write(2_000, 0);
    publish(before);
    EventTypeImpact metricGoes = impact(before, after);
    long amounts = paths().stream().filter(path -> path.contains(".amounts.")).count();
    assertThat(metricGoes.metrics())
        .extracting(MetricImpact::metric, MetricImpact::kind, MetricImpact::seriesOrphaned)
        .containsExactly(tuple("amounts", ImpactKind.REMOVED, amounts));
    assertThat(amounts).isGreaterThan(10);

    Impact typeGoes = new ImpactReader(catalog, clickHouse, CLOCK).read(List.of(before), List.of());
    EventTypeImpact gone = typeGoes.items().getFirst();
    assertThat(gone.kind()).isEqualTo(ImpactKind.REMOVED);
    assertThat(gone.metrics().stream().mapToLong(MetricImpact::seriesOrphaned).sum())
        .isEqualTo(seriesWithPoints(NOW.minus(Duration.ofDays(typeGoes.days()))));
    assertThat(gone.views()).as("its view stays").isEmpty();
    assertThat(gone.notes()).anyMatch(note -> note.startsWith("What is published of it stays"));
  }

  @Test
  void ofAnEventTypeThatIsNotSentAnyMoreTheDaysBeforeItsLastPointCount() {
    EventType before = orders(Orders.someMetrics());
    write(2_000, 0);
    publish(before);
    Clock aYearLater = Clock.offset(CLOCK, Duration.ofDays(365));
    Impact impact =
        new ImpactReader(catalog, clickHouse, aYearLater).read(List.of(before), List.of());
    Instant last =
        clickHouse
            .query(
                "SELECT toUnixTimestamp(max(time)) AS at FROM series",
                Map.of(),
                row -> Instant.ofEpochSecond(row.int64("at")))
            .getFirst();
    assertThat(
            impact.items().getFirst().metrics().stream()
                .mapToLong(MetricImpact::seriesOrphaned)
                .sum())
        .isEqualTo(seriesWithPoints(last.minus(Duration.ofDays(impact.days()))))
        .isGreaterThan(100);
  }

  @Test
  void alertsAreToldThatComeGoChangeOrWatchWhatChanges() {
    List<Attribute> attributes = Orders.eventType().attributes();
    Metric revenue = Orders.metric("revenue", new Aggregate.Sum("amount"), Orders.COUNTRY);
    EventType before =
        eventType(
            attributes,
            List.of(orderCounts(Orders.COUNTRY), revenue),
            List.of(
                alert("few", "orders", 3),
                alert("gone", "orders", 3),
                alert("low", "revenue", 3),
                alert("same", "revenue", 3)));
    Metric filtered =
        Orders.filtered(
            "orders",
            new Aggregate.Count(),
            new Filter.In("country", List.of(new Filter.Literal.Text("no"))),
            Orders.COUNTRY);
    EventType after =
        eventType(
            attributes,
            List.of(filtered, revenue),
            List.of(
                alert("few", "orders", 3),
                alert("low", "revenue", 4),
                alert("same", "revenue", 3),
                alert("fresh", "revenue", 3)));
    assertThat(impact(before, after).alerts())
        .extracting(alert -> alert.alert() + " " + alert.kind())
        .containsExactly("few AFFECTED", "gone REMOVED", "low CHANGED", "fresh ADDED");
    assertThat(impact(before, after).alerts().getFirst().reason())
        .startsWith("its metric orders changes: ")
        .contains("filter");
  }

  private static AlertRule alert(String name, String metric, double below) {
    return new AlertRule(
        name,
        metric,
        "",
        Orders.COUNTRY,
        Orders.DAY,
        new AlertRule.Detection.Threshold(Optional.empty(), Optional.of(below)),
        AlertRule.Severity.WARNING,
        List.of(),
        1);
  }

  @Test
  void volumeAndProducersAreThoseOfTheRawTable() {
    EventType before = orders(List.of(orderCounts(Orders.COUNTRY)));
    write(4_000, 0);
    publish(before);
    EventTypeImpact impact = impact(before, orders(List.of(orderCounts())));
    assertThat(impact.volume().rowsPerDay()).isEqualTo(4_000);
    double bytes =
        clickHouse
            .query(
                "SELECT sum(data_compressed_bytes) AS n FROM system.parts WHERE database = currentDatabase() AND table = 'events' AND active",
                Map.of(),
                row -> row.float64("n"))
            .getFirst();
    assertThat(impact.volume().bytesPerDay()).isCloseTo(bytes, within(bytes / 100));
    assertThat(impact.producers())
        .singleElement()
        .satisfies(
            producer -> {
              assertThat(producer.revisionId()).isEqualTo(1);
              assertThat(producer.events()).isEqualTo(4_000);
              assertThat(producer.share()).isEqualTo(1);
              assertThat(producer.sdk()).isEmpty();
            });
  }

  @Test
  void ofNothingThereIsNothingButColumns() {
    EventType added = orders(Orders.someMetrics());
    Impact impact = new ImpactReader(catalog, clickHouse, CLOCK).read(List.of(), List.of(added));
    EventTypeImpact item = impact.items().getFirst();
    assertThat(item.kind()).isEqualTo(ImpactKind.ADDED);
    assertThat(item.volume().rowsPerDay()).isZero();
    assertThat(item.metrics())
        .hasSize(Orders.someMetrics().size())
        .allMatch(metric -> metric.seriesAdded() == 0 && metric.seriesOrphaned() == 0);
    assertThat(item.dimensions()).isNotEmpty().allMatch(dimension -> dimension.distinct() == null);
    assertThat(item.producers()).isEmpty();
    new EventViews(clickHouse).publish(added);
    assertThat(changes(item.views())).isEqualTo(changes(Map.of(), describe()));
  }

  @Test
  void whatIsTheSameHasNoImpact() {
    EventType type = orders(Orders.someMetrics());
    assertThat(
            new ImpactReader(catalog, clickHouse, CLOCK).read(List.of(type), List.of(type)).items())
        .isEmpty();
  }

  @Test
  void anAttributeThatBecomesADimensionIsCountedWhereItIs() {
    EventType before = orders(List.of(orderCounts()));
    List<Attribute> attributes = new ArrayList<>();
    for (Attribute old : before.attributes()) {
      attributes.add(
          old.name().equals("user")
              ? attribute(
                  "user", AttributeType.STRING, Shape.SINGULAR, DimensionClass.MEDIUM, 0, false)
              : old);
    }
    EventType after =
        eventType(attributes, List.of(orderCounts(new DimensionSet(List.of("user")))));
    write(3_000, 0);
    publish(before);
    long users =
        clickHouse
            .query("SELECT uniqExact(user) AS n FROM truth", Map.of(), row -> row.int64("n"))
            .getFirst();
    assertThat(impact(before, after).dimensions())
        .singleElement()
        .satisfies(
            dimension -> {
              assertThat(dimension.distinct()).isCloseTo(users, within(users / 50));
              assertThat(dimension.valuesMax()).isEqualTo(1_000);
              assertThat(dimension.isOver()).isTrue();
            });
  }

  private EventTypeImpact impact(EventType before, EventType after) {
    Impact impact =
        new ImpactReader(catalog, clickHouse, CLOCK).read(List.of(before), List.of(after));
    assertThat(impact.total()).isEqualTo(1);
    return impact.items().getFirst();
  }

  private void write(int events, int first) {
    new RawOrders(clickHouse).write(Orders.NAME, first, events, events, COUNTRIES);
    commit(1);
  }

  private void commit(long block) {
    RawOrders raw = new RawOrders(clickHouse);
    raw.commit("a", block, block);
    raw.commit("b", block, block);
  }

  private void publish(EventType type) {
    catalog.become(Orders.catalog(type));
    new EventViews(clickHouse).publish(type);
    rollUp();
  }

  /** The same events once more, as others. */
  private void publishAndSendAgain(EventType after) {
    publish(after);
    clickHouse.execute(
        "INSERT INTO events SELECT * REPLACE (block + 100 AS block, batch + 1000 AS batch) FROM events");
    commit(101);
    rollUp();
  }

  private void rollUp() {
    new Rollup(catalog, clickHouse, metadata, CLOCK).catchUp();
  }

  private Set<String> paths() {
    return new TreeSet<>(
        clickHouse.query(
            "SELECT DISTINCT path FROM series_index", Map.of(), row -> row.string("path")));
  }

  /** What was on top long ago, and in none of these days, gets no more points anyway. */
  private long seriesWithPoints(Instant since) {
    return clickHouse
        .query(
            """
            SELECT uniqExact(path) AS n FROM series
            INNER JOIN (SELECT path, any(resolution) AS step FROM series_index GROUP BY path) AS steps
            USING path WHERE toUnixTimestamp(time) + step > {since:Int64}""",
            Map.of("since", since.getEpochSecond()),
            row -> row.int64("n"))
        .getFirst();
  }

  private long states() {
    return clickHouse
        .query("SELECT count() AS n FROM states FINAL", Map.of(), row -> row.int64("n"))
        .getFirst();
  }

  /** Types by column. */
  private Map<String, String> describe() {
    Map<String, String> types = new HashMap<>();
    clickHouse
        .query(
            "DESCRIBE TABLE `%s`.shop_Order".formatted(clickHouse.endpoint().viewsDatabase()),
            Map.of(),
            row -> Map.entry(row.string("name"), row.string("type")))
        .forEach(column -> types.put(column.getKey(), column.getValue()));
    return types;
  }

  private static Set<String> changes(Map<String, String> before, Map<String, String> after) {
    Set<String> changes = new TreeSet<>();
    Set<String> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    for (String name : names) {
      String was = Optional.ofNullable(before.get(name)).orElse("");
      String is = Optional.ofNullable(after.get(name)).orElse("");
      if (!was.equals(is)) {
        changes.add(name + ": " + was + " -> " + is);
      }
    }
    return changes;
  }

  private static Set<String> changes(List<ViewImpact> views) {
    Set<String> changes = new TreeSet<>();
    views.forEach(v -> changes.add(v.column() + ": " + v.before() + " -> " + v.after()));
    return changes;
  }
}
