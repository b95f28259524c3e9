package dev.tally.app.service;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What an operator does beside the registry, whichever module does it: reading is free, and whoever
 * changes something must be allowed to.
 */
record OperatorRoutes(Consumer<Context> require) implements Consumer<JavalinConfig> {
  private static final List<String> PATHS =
      List.of(
          "/api/v1/write-keys*",
          "/api/v1/rejects/replay",
          "/api/v1/backfills*",
          "/api/v1/metrics/evict",
          "/api/v1/states/verify");

  private static final Set<HandlerType> READING =
      Set.of(HandlerType.GET, HandlerType.HEAD, HandlerType.OPTIONS);

  @Override
  public void accept(JavalinConfig config) {
    for (String path : PATHS) {
      config.routes.before(path, this::check);
    }
  }

  private void check(Context context) {
    if (!READING.contains(context.method())) {
      require.accept(context);
    }
  }
}
