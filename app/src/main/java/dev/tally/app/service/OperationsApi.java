package dev.tally.app.service;

import io.javalin.config.JavalinConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What operators and orchestrators ask: {@code /healthz} (the process runs), {@code /readyz} (it
 * can take and store events), {@code /metrics} (Prometheus text).
 */
final class OperationsApi implements Consumer<JavalinConfig> {
  private static final int HTTP_UNAVAILABLE = 503;

  private final BooleanSupplier ready;
  private final PrometheusMeterRegistry meters;

  OperationsApi(BooleanSupplier ready, PrometheusMeterRegistry meters) {
    this.ready = ready;
    this.meters = meters;
  }

  @Override
  public void accept(JavalinConfig config) {
    config.routes.get("/healthz", context -> context.result("ok\n"));
    config.routes.get(
        "/readyz",
        context -> {
          boolean isReady = ready.getAsBoolean();
          context
              .status(isReady ? 200 : HTTP_UNAVAILABLE)
              .result(isReady ? "ready\n" : "engine unavailable\n");
        });
    config.routes.get(
        "/metrics",
        context ->
            context
                .contentType("text/plain; version=0.0.4; charset=utf-8")
                .result(meters.scrape()));
  }
}
