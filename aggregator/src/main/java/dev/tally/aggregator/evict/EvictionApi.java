package dev.tally.aggregator.evict;

import dev.tally.aggregator.http.Json;
import dev.tally.aggregator.http.Parameters;
import dev.tally.edl.model.Durations;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.util.function.Consumer;

/** {@code POST /api/v1/metrics/evict}, as openapi.yaml describes it. */
public final class EvictionApi implements Consumer<JavalinConfig> {
  private final Evictor evictor;

  private record Answer(long values) {}

  public EvictionApi(Evictor evictor) {
    this.evictor = evictor;
  }

  @Override
  public void accept(JavalinConfig config) {
    config.routes.post("/api/v1/metrics/evict", this::evict);
  }

  private void evict(Context context) {
    Parameters parameters = new Parameters(context);
    String unseen = parameters.required("unseen");
    long values =
        evictor.evict(
            parameters.required("eventType"),
            parameters.required("dimension"),
            Durations.parse(unseen)
                .orElseThrow(
                    () ->
                        new TallyException(
                            ErrorCode.REQUEST_INVALID,
                            "unseen: '%s' is no duration as in 90d".formatted(unseen))));
    Json.answer(context, new Answer(values));
  }
}
