package dev.tally.anomaly;

import dev.tally.anomaly.BandReader.JudgedPoint;
import dev.tally.anomaly.BandReader.JudgedSeries;
import dev.tally.anomaly.detect.Band;
import dev.tally.anomaly.life.AlertState;
import dev.tally.anomaly.store.AlertStore;
import dev.tally.anomaly.view.AlertView;
import dev.tally.edl.model.Durations;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Adds the routes {@code /api/v1/alerts}, {@code /api/v1/alerts/{id}} and {@code /api/v1/bands}.
 */
public final class AlertsApi implements Consumer<JavalinConfig> {
  /** Alerts of one answer. */
  public static final int LIMIT_MAX = 1_000;

  private static final int LIMIT_DEFAULT = 100;

  private static final Logger log = LoggerFactory.getLogger(AlertsApi.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final AlertStore store;
  private final BandReader bands;
  private final Clock clock;

  public AlertsApi(AlertStore store, BandReader bands, Clock clock) {
    this.store = store;
    this.bands = bands;
    this.clock = clock;
  }

  private record Page(List<AlertView> items, long total) {}

  private record BandView(String path, String resolution, String unit, List<PointView> points) {}

  private record PointView(
      Instant time,
      @Nullable Double value,
      @Nullable Double expected,
      @Nullable Double lower,
      @Nullable Double upper,
      boolean out) {}

  private record Problem(String code, String title, String detail, int status) {}

  @Override
  public void accept(JavalinConfig config) {
    config.routes.get("/api/v1/alerts", guarded(this::list));
    config.routes.get("/api/v1/alerts/{id}", guarded(this::one));
    config.routes.get("/api/v1/bands", guarded(this::band));
  }

  private void list(Context context) {
    int limit = number(context, "limit", LIMIT_DEFAULT, 1, LIMIT_MAX);
    int offset = number(context, "offset", 0, 0, Integer.MAX_VALUE);
    String eventType = Optional.ofNullable(context.queryParam("eventType")).orElse("");
    AlertStore.Page page = store.list(states(context), eventType, limit, offset);
    answer(context, new Page(page.alerts().stream().map(AlertView::of).toList(), page.total()));
  }

  private void one(Context context) {
    String id = context.pathParam("id");
    answer(
        context,
        store
            .find(id)
            .map(AlertView::of)
            .orElseThrow(
                () ->
                    new TallyException(
                        ErrorCode.NOT_FOUND,
                        "no alert '%s'; /api/v1/alerts lists them".formatted(id))));
  }

  private void band(Context context) {
    String path = context.queryParam("path");
    if (path == null || path.isEmpty()) {
      throw invalid("'path' is missing: which series?");
    }
    JudgedSeries judged =
        bands.read(path, time(context, "from"), time(context, "until"), clock.instant());
    answer(
        context,
        new BandView(
            path,
            Durations.format(judged.series().breakdown().resolution()),
            judged.series().path().unit(),
            judged.points().stream().map(AlertsApi::view).toList()));
  }

  private static PointView view(JudgedPoint point) {
    Band band = point.verdict().band();
    boolean known = band.isKnown();
    return new PointView(
        point.time(),
        AlertView.known(point.verdict().value()),
        known ? AlertView.known(band.expected()) : null,
        AlertView.known(band.lower()),
        AlertView.known(band.upper()),
        point.verdict().isOut());
  }

  private static Set<AlertState> states(Context context) {
    String text = context.queryParam("state");
    if (text == null || text.isEmpty()) {
      return EnumSet.allOf(AlertState.class);
    }
    Set<AlertState> states = EnumSet.noneOf(AlertState.class);
    for (String word : Arrays.asList(text.split(",", -1))) {
      try {
        states.add(AlertState.valueOf(word.strip().toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        throw invalid("'state' is '%s'; use pending, firing, resolved".formatted(word), e);
      }
    }
    return states;
  }

  private static int number(Context context, String name, int absent, int least, int most) {
    String text = context.queryParam(name);
    if (text == null) {
      return absent;
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
      throw invalid("'%s' is %d; it must be from %d to %d".formatted(name, number, least, most));
    } catch (NumberFormatException e) {
      throw invalid("'%s' is '%s', not a whole number".formatted(name, text), e);
    }
  }

  private static Optional<Instant> time(Context context, String name) {
    String text = context.queryParam(name);
    if (text == null || text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      throw invalid("'%s' is '%s', not a time like 2001-03-04T00:00:00Z".formatted(name, text), e);
    }
  }

  private static TallyException invalid(String message) {
    return new TallyException(ErrorCode.REQUEST_INVALID, message);
  }

  private static TallyException invalid(String message, Exception cause) {
    return new TallyException(ErrorCode.REQUEST_INVALID, message, cause);
  }

  private static void answer(Context context, Object body) {
    context.contentType("application/json").result(JSON.writeValueAsString(body));
  }

  /** Routes of other modules share the server: failures are answered here, not by its handlers. */
  private static Handler guarded(Handler handler) {
    return context -> {
      try {
        handler.handle(context);
      } catch (TallyException e) {
        problem(context, e.code(), String.valueOf(e.getMessage()));
      } catch (RuntimeException e) {
        log.error("{} failed", context.path(), e);
        problem(context, ErrorCode.INTERNAL, "an error of Tally's own; its log says more");
      }
    };
  }

  private static void problem(Context context, ErrorCode code, String detail) {
    int status =
        switch (code.category()) {
          case USER -> code == ErrorCode.NOT_FOUND ? 404 : 400;
          case CAPACITY -> 503;
          case INTERNAL -> 500;
        };
    String title =
        switch (code.category()) {
          case USER -> code == ErrorCode.NOT_FOUND ? "Not found" : "The request is not valid";
          case CAPACITY -> "Not available now";
          case INTERNAL -> "Internal error";
        };
    context
        .status(status)
        .contentType("application/problem+json")
        .result(JSON.writeValueAsString(new Problem(code.name(), title, detail, status)));
  }
}
