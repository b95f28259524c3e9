package dev.tally.aggregator.cost;

import dev.tally.aggregator.http.Json;
import dev.tally.aggregator.http.Parameters;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.Catalog;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.function.Consumer;

/**
 * {@code /api/v1/metrics/plan}, as openapi.yaml describes it: of one event type, for its rows of a
 * day are counted. Failures are {@link TallyException}s: NOT_FOUND, REQUEST_INVALID, and the
 * engine's.
 */
public final class CostApi implements Consumer<JavalinConfig> {
  private final Catalog catalog;
  private final CostReader reader;
  private final Clock clock;

  private record Answer(String day, EventTypeCost cost) {}

  public CostApi(Catalog catalog, ClickHouse clickHouse, Clock clock) {
    this.catalog = catalog;
    this.reader = new CostReader(clickHouse);
    this.clock = clock;
  }

  @Override
  public void accept(JavalinConfig config) {
    config.routes.get("/api/v1/metrics/plan", this::plan);
  }

  private void plan(Context context) {
    Parameters parameters = new Parameters(context);
    String name = parameters.required("eventType");
    EventType type =
        catalog
            .latest(name)
            .map(Revision::eventType)
            .orElseThrow(
                () ->
                    new TallyException(
                        ErrorCode.NOT_FOUND, "no event type '%s' is published".formatted(name)));
    LocalDate day = day(parameters, clock);
    Json.answer(context, new Answer(day.toString(), reader.read(type, day, 0)));
  }

  /** That of a request; today when it names none. */
  static LocalDate day(Parameters parameters, Clock clock) {
    return parameters
        .find("day")
        .map(CostApi::day)
        .orElseGet(() -> LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
  }

  private static LocalDate day(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID,
          "parameter 'day': '" + text + "' is not a date as in 2001-03-04",
          e);
    }
  }
}
