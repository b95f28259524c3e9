package dev.tally.collector.observe;

import dev.tally.edl.model.Attribute;
import dev.tally.edl.registry.Catalog;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.statement.SelectObservedDimensions;
import dev.tally.storage.statement.SelectObservedDimensions.Observed;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code /api/v1/dimensions}: how many values dimensions had on a day, at all collectors together,
 * against their classes.
 */
public final class DimensionsApi implements Consumer<JavalinConfig> {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** What ClickHouse's Date has. */
  private static final LocalDate DAY_MIN = LocalDate.EPOCH;

  private static final LocalDate DAY_MAX = LocalDate.of(2149, 6, 6);

  private final Catalog catalog;
  private final SelectObservedDimensions observed;
  private final Clock clock;

  public DimensionsApi(Catalog catalog, ClickHouse clickHouse, Clock clock) {
    this.catalog = catalog;
    this.observed = new SelectObservedDimensions(clickHouse);
    this.clock = clock;
  }

  private record Answer(String day, List<Item> items, int total) {}

  private record Item(
      String eventType,
      String attribute,
      String dimensionClass,
      int valuesMax,
      long values,
      boolean isExact,
      String use,
      int collectors,
      List<String> latest,
      int revisionId) {
    static Item of(Observed observed, Attribute attribute, boolean isPersonal) {
      return new Item(
          observed.eventType(),
          observed.dimension(),
          attribute.dimension().name(),
          attribute.valuesMax(),
          observed.values(),
          observed.isExact(),
          observed.use(attribute.valuesMax()).name(),
          observed.collectors(),
          isPersonal ? List.of() : observed.latest(),
          observed.revision());
    }
  }

  @Override
  public void accept(JavalinConfig config) {
    config.routes.get("/api/v1/dimensions", this::list);
  }

  private void list(Context context) {
    LocalDate day = day(context.queryParam("day"));
    String eventType = Optional.ofNullable(context.queryParam("eventType")).orElse("");
    List<Item> items =
        observed.run(day, day, eventType).stream().flatMap(each -> item(each).stream()).toList();
    context
        .contentType("application/json")
        .result(JSON.writeValueAsBytes(new Answer(day.toString(), items, items.size())));
  }

  /** Empty for what the latest revision has not, or not as a dimension. */
  private Optional<Item> item(Observed observed) {
    return catalog
        .latest(observed.eventType())
        .flatMap(revision -> revision.eventType().attribute(observed.dimension()))
        .filter(Attribute::isObserved)
        .map(
            attribute ->
                Item.of(
                    observed,
                    attribute,
                    catalog.isPersonal(observed.eventType(), observed.dimension())));
  }

  private LocalDate day(@Nullable String text) {
    try {
      LocalDate day =
          text == null || text.isEmpty()
              ? LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC)
              : LocalDate.parse(text);
      if (day.isBefore(DAY_MIN) || day.isAfter(DAY_MAX)) {
        throw new TallyException(
            ErrorCode.REQUEST_INVALID,
            "day %s is not between %s and %s".formatted(day, DAY_MIN, DAY_MAX));
      }
      return day;
    } catch (DateTimeParseException e) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID, "day '" + text + "' is no day: 2026-01-31", e);
    }
  }
}
