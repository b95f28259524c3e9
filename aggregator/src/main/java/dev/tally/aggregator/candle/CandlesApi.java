package dev.tally.aggregator.candle;

import dev.tally.aggregator.http.Json;
import dev.tally.aggregator.http.Parameters;
import dev.tally.aggregator.statement.CandleStates.Stretch;
import dev.tally.aggregator.statement.SelectCandles;
import dev.tally.aggregator.statement.SelectCandles.Candle;
import dev.tally.aggregator.statement.SelectCloses;
import dev.tally.aggregator.statement.SelectCompleteness;
import dev.tally.aggregator.statement.SelectCompleteness.Completeness;
import dev.tally.edl.model.Durations;
import dev.tally.edl.registry.Catalog;
import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/v1/candles/{metric}} and its movers, as openapi.yaml describes them. Failures are
 * {@link TallyException}s: NOT_FOUND, REQUEST_INVALID, and the engine's.
 */
public final class CandlesApi implements Consumer<JavalinConfig> {
  /** Candles of one answer, filled ones among them. */
  public static final int CANDLES_MAX = 100_000;

  /** Series that are looked at for movers. */
  public static final int MOVERS_SERIES_MAX = 100_000;

  /** Movers of one answer. */
  public static final int MOVERS_MAX = 1_000;

  private static final int MOVERS_DEFAULT = 100;
  private static final int INTERVALS_DEFAULT = 30;
  private static final double CHANGE_DEFAULT = 0.1;
  private static final Duration WINDOW_DEFAULT = Duration.ofMinutes(5);

  /** Of a DateTime. */
  private static final long TIME_MAX_S = 0xFFFF_FFFFL;

  private static final Comparator<List<String>> BY_VALUES =
      (a, b) -> Arrays.compare(a.toArray(String[]::new), b.toArray(String[]::new));

  private final Catalog catalog;
  private final SelectCandles selectCandles;
  private final SelectCloses selectCloses;
  private final SelectCompleteness selectCompleteness;
  private final Clock clock;

  private record Listing(
      String eventType,
      String metric,
      List<String> by,
      String interval,
      String resolution,
      String unit,
      @Nullable Instant completeUntil,
      List<Series> items,
      int total) {}

  private record Series(List<String> values, List<Item> candles) {}

  private record Item(
      Instant time,
      @Nullable Double open,
      @Nullable Double high,
      @Nullable Double low,
      @Nullable Double close,
      long count,
      @Nullable Double volume) {}

  private record MoverListing(
      String eventType,
      String metric,
      List<String> by,
      String window,
      String unit,
      Instant from,
      Instant until,
      List<Mover> items,
      int total) {}

  private record Mover(
      List<String> values,
      double change,
      double reference,
      double close,
      @Nullable Double high,
      @Nullable Double low,
      long count) {}

  public CandlesApi(Catalog catalog, ClickHouse clickHouse, Clock clock) {
    this.catalog = catalog;
    this.selectCandles = new SelectCandles(clickHouse);
    this.selectCloses = new SelectCloses(clickHouse);
    this.selectCompleteness = new SelectCompleteness(clickHouse);
    this.clock = clock;
  }

  @Override
  public void accept(JavalinConfig config) {
    config.routes.get("/api/v1/candles/{metric}", this::candles);
    config.routes.get("/api/v1/candles/{metric}/movers", this::movers);
  }

  private void candles(Context context) {
    Parameters parameters = new Parameters(context);
    CandleMetric of = metric(context, parameters);
    Duration interval = duration(parameters, "interval").orElse(Duration.ofMinutes(1));
    Duration resolution = of.widest(interval, "interval");
    long width = interval.toSeconds();
    long until = ceiling(parameters.instant("until").orElseGet(clock::instant), width);
    long first =
        parameters
            .instant("from")
            .map(from -> ceiling(from, width))
            .orElse(until - INTERVALS_DEFAULT * width);
    if (first >= until) {
      throw CandleMetric.invalid("parameter 'until': the range holds no beginning of a candle");
    }
    Map<List<String>, List<Candle>> known =
        known(of, new Stretch(resolution, first, until), interval);
    if (isFilled(parameters)) {
      long end = Math.min(until, ceiling(clock.instant(), width));
      known = fill(of, known, resolution, first, end, width);
    }
    List<Series> items = new ArrayList<>();
    known.forEach(
        (values, candles) ->
            items.add(new Series(values, candles.stream().map(c -> item(of, c)).toList())));
    Json.answer(
        context,
        new Listing(
            of.type().name(),
            of.metric().name(),
            of.set().attributes(),
            Durations.format(interval),
            Durations.format(resolution),
            of.metric().unit(),
            completeUntil(of, resolution),
            items,
            items.size()));
  }

  private CandleMetric metric(Context context, Parameters parameters) {
    // An empty value is one: of an attribute that was unset.
    return CandleMetric.of(
        catalog, context.pathParam("metric"), parameters, context.queryParams("value"));
  }

  private Map<List<String>, List<Candle>> known(
      CandleMetric of, Stretch stretch, Duration interval) {
    List<Candle> candles = selectCandles.run(of.states(), stretch, interval, CANDLES_MAX + 1);
    checkCount(candles.size());
    Map<List<String>, List<Candle>> known = new TreeMap<>(BY_VALUES);
    candles.forEach(
        candle -> known.computeIfAbsent(candle.values(), v -> new ArrayList<>()).add(candle));
    return known;
  }

  /** Also of series in which nothing happened at all. */
  private Map<List<String>, List<Candle>> fill(
      CandleMetric of,
      Map<List<String>, List<Candle>> known,
      Duration resolution,
      long first,
      long until,
      long width) {
    Map<List<String>, Double> before = closesBefore(of, first, resolution);
    Map<List<String>, List<Candle>> filled = new TreeMap<>(BY_VALUES);
    known.keySet().forEach(values -> filled.put(values, List.of()));
    before.keySet().forEach(values -> filled.put(values, List.of()));
    checkCount(Math.max(0, (until - first) / width) * filled.size());
    filled.replaceAll(
        (values, none) ->
            Gaps.fill(
                values,
                known.getOrDefault(values, List.of()),
                Optional.ofNullable(before.get(values)),
                first,
                until,
                width));
    filled.values().removeIf(List::isEmpty);
    return filled;
  }

  private Map<List<String>, Double> closesBefore(CandleMetric of, long end, Duration finest) {
    List<Stretch> stretches = Lookback.before(end, finest, of.metric().resolutions());
    return selectCloses.run(of.states(), stretches);
  }

  private static void checkCount(long candles) {
    if (candles > CANDLES_MAX) {
      throw CandleMetric.invalid(
          "more than %,d candles: ask for a shorter range, a wider interval or one 'value'"
              .formatted(CANDLES_MAX));
    }
  }

  private @Nullable Instant completeUntil(CandleMetric of, Duration resolution) {
    return selectCompleteness.run(of.type().name()).stream()
        .filter(row -> row.resolution().equals(resolution))
        .map(Completeness::completeUntil)
        .findFirst()
        .orElse(null);
  }

  private static Item item(CandleMetric of, Candle candle) {
    return new Item(
        Instant.ofEpochSecond(candle.start()),
        finite(candle.open()),
        finite(candle.high()),
        finite(candle.low()),
        finite(candle.close()),
        candle.count(),
        of.aggregate().volume().isPresent() ? finite(candle.volume()) : null);
  }

  /** Against the last price before the window; of a series that has none, the first one in it. */
  private void movers(Context context) {
    Parameters parameters = new Parameters(context);
    CandleMetric of = metric(context, parameters);
    Duration window = duration(parameters, "window").orElse(WINDOW_DEFAULT);
    double least = change(parameters);
    Duration resolution = of.finest(window, "window");
    // The bucket that has begun is in it.
    long until =
        ceiling(parameters.instant("until").orElseGet(clock::instant), resolution.toSeconds());
    Stretch stretch = new Stretch(resolution, until - window.toSeconds(), until);
    List<Candle> candles = selectCandles.run(of.states(), stretch, window, MOVERS_SERIES_MAX + 1);
    if (candles.size() > MOVERS_SERIES_MAX) {
      throw CandleMetric.invalid("more than %,d series".formatted(MOVERS_SERIES_MAX));
    }
    Map<List<String>, Double> before = closesBefore(of, stretch.from(), resolution);
    List<Mover> found =
        candles.stream()
            .flatMap(c -> mover(c, before.getOrDefault(c.values(), c.open())).stream())
            .filter(mover -> Math.abs(mover.change()) >= least)
            .sorted(
                Comparator.comparingDouble((Mover mover) -> -Math.abs(mover.change()))
                    .thenComparing(Mover::values, BY_VALUES))
            .toList();
    int limit = parameters.integer("limit", 1, MOVERS_MAX).orElse(MOVERS_DEFAULT);
    Json.answer(
        context,
        new MoverListing(
            of.type().name(),
            of.metric().name(),
            of.set().attributes(),
            Durations.format(window),
            of.metric().unit(),
            Instant.ofEpochSecond(stretch.from()),
            Instant.ofEpochSecond(until),
            found.stream().limit(limit).toList(),
            found.size()));
  }

  private static Optional<Mover> mover(Candle candle, double reference) {
    double change = candle.close() / reference - 1;
    return Double.isFinite(change)
        ? Optional.of(
            new Mover(
                candle.values(),
                change,
                reference,
                candle.close(),
                finite(candle.high()),
                finite(candle.low()),
                candle.count()))
        : Optional.empty();
  }

  private static double change(Parameters parameters) {
    String text = parameters.text("atLeast", Double.toString(CHANGE_DEFAULT));
    try {
      double change = Double.parseDouble(text);
      if (change >= 0 && Double.isFinite(change)) {
        return change;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw CandleMetric.invalid(
        "parameter 'atLeast': '%s' is no share as in 0.1, which is 10 %%".formatted(text));
  }

  private static boolean isFilled(Parameters parameters) {
    return switch (parameters.text("fill", "none")) {
      case "none" -> false;
      case "previous" -> true;
      default -> throw CandleMetric.invalid("parameter 'fill': it is none or previous");
    };
  }

  private static Optional<Duration> duration(Parameters parameters, String name) {
    return parameters
        .find(name)
        .map(
            text ->
                Durations.parse(text)
                    .orElseThrow(
                        () ->
                            CandleMetric.invalid(
                                "parameter '%s': '%s' is no duration as in 30s, 1m or 1h"
                                    .formatted(name, text))));
  }

  /** The first multiple of a width that is not before a time. */
  private static long ceiling(Instant time, long width) {
    long seconds = Math.clamp(time.getEpochSecond() + (time.getNano() > 0 ? 1 : 0), 0, TIME_MAX_S);
    return Math.ceilDiv(seconds, width) * width;
  }

  private static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
