package dev.tally.aggregator.series;

import dev.tally.aggregator.http.Json;
import dev.tally.aggregator.http.Parameters;
import dev.tally.aggregator.plan.Window;
import dev.tally.aggregator.statement.SelectSeriesCounts;
import dev.tally.aggregator.statement.SelectSeriesCounts.Count;
import dev.tally.aggregator.statement.SelectSeriesCounts.MetricKey;
import dev.tally.aggregator.statement.SelectSeriesSums;
import dev.tally.aggregator.statement.SelectSeriesSums.Page;
import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.Durations;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Metric;
import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.Catalog;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/v1/metrics} and {@code /api/v1/series}, as openapi.yaml describes them. Failures are
 * {@link TallyException}s: REQUEST_INVALID, and the engine's.
 */
public final class SeriesApi implements Consumer<JavalinConfig> {
  /** Series of one answer. */
  public static final int SERIES_MAX = 1_000;

  private static final int SERIES_DEFAULT = 100;

  /** Of a DateTime. */
  private static final Instant TIME_MAX = Instant.ofEpochSecond(0xFFFF_FFFFL);

  private final Catalog catalog;
  private final SelectSeriesCounts selectSeriesCounts;
  private final SelectSeriesSums selectSeriesSums;

  /** A list, and how long it is without its limit. */
  private record Listing(List<?> items, long total) {}

  private record MetricItem(
      String eventType,
      String metric,
      String description,
      String statistic,
      String unit,
      String resolution,
      List<String> dimensionSet,
      long seriesCount,
      @Nullable Instant timeMin,
      @Nullable Instant timeMax) {}

  private record SeriesItem(
      String path,
      List<String> values,
      String unit,
      Instant timeMin,
      Instant timeMax,
      @Nullable Double last,
      @Nullable Double sum) {}

  public SeriesApi(Catalog catalog, ClickHouse clickHouse) {
    this.catalog = catalog;
    this.selectSeriesCounts = new SelectSeriesCounts(clickHouse);
    this.selectSeriesSums = new SelectSeriesSums(clickHouse);
  }

  @Override
  public void accept(JavalinConfig config) {
    config.routes.get("/api/v1/metrics", this::metrics);
    config.routes.get("/api/v1/series", this::series);
  }

  /** By event type, each event type's as it declares them. */
  private void metrics(Context context) {
    Map<MetricKey, Count> counts = selectSeriesCounts.run();
    List<MetricItem> items = new ArrayList<>();
    catalog.latest().stream()
        .map(Revision::eventType)
        .sorted(Comparator.comparing(EventType::name))
        .forEach(type -> type.metrics().forEach(metric -> add(type, metric, counts, items)));
    Json.answer(context, new Listing(items, items.size()));
  }

  private static void add(
      EventType type, Metric metric, Map<MetricKey, Count> counts, List<MetricItem> items) {
    for (String statistic : metric.aggregate().statistics()) {
      for (Duration resolution : metric.resolutions()) {
        add(type, metric, statistic, resolution, counts, items);
      }
    }
    for (Window window : Window.of(type.name(), metric)) {
      for (String statistic : window.statistics()) {
        add(type, metric, statistic, window.step(), counts, items);
      }
    }
  }

  private static void add(
      EventType type,
      Metric metric,
      String statistic,
      Duration resolution,
      Map<MetricKey, Count> counts,
      List<MetricItem> items) {
    for (DimensionSet set : metric.seriesSets()) {
      MetricKey key =
          new MetricKey(type.name(), metric.name(), statistic, resolution.toSeconds(), set.key());
      Count count = counts.get(key);
      items.add(
          new MetricItem(
              type.name(),
              metric.name(),
              metric.description(),
              statistic,
              metric.unit(),
              Durations.format(resolution),
              set.attributes(),
              count == null ? 0 : count.series(),
              count == null ? null : count.timeMin(),
              count == null ? null : count.timeMax()));
    }
  }

  private void series(Context context) {
    Parameters parameters = new Parameters(context);
    String resolution = parameters.required("resolution");
    MetricKey key =
        new MetricKey(
            parameters.required("eventType"),
            parameters.required("metric"),
            parameters.text("statistic", ""),
            Durations.parse(resolution).orElseThrow(() -> notResolution(resolution)).toSeconds(),
            parameters.text("dimensionSet", ""));
    Page page =
        selectSeriesSums.run(
            key,
            parameters.text("search", ""),
            stored(parameters.instant("from").orElse(Instant.EPOCH)),
            stored(parameters.instant("until").orElse(TIME_MAX)),
            parameters.integer("limit", 1, SERIES_MAX).orElse(SERIES_DEFAULT));
    List<SeriesItem> items =
        page.items().stream()
            .map(
                series ->
                    new SeriesItem(
                        series.path(),
                        series.values(),
                        series.unit(),
                        series.timeMin(),
                        series.timeMax(),
                        finite(series.last()),
                        finite(series.sum())))
            .toList();
    Json.answer(context, new Listing(items, page.total()));
  }

  private static TallyException notResolution(String text) {
    return new TallyException(
        ErrorCode.REQUEST_INVALID,
        "parameter 'resolution': '" + text + "' is not a bucket width as in 1m, 1h or 1d");
  }

  /** Every point is at a time that a DateTime can say, in whole seconds. */
  private static Instant stored(Instant time) {
    long seconds = time.getNano() > 0 ? time.getEpochSecond() + 1 : time.getEpochSecond();
    return Instant.ofEpochSecond(Math.clamp(seconds, 0, TIME_MAX.getEpochSecond()));
  }

  private static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
