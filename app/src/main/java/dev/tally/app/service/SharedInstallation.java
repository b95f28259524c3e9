package dev.tally.app.service;

import dev.tally.app.config.Settings;
import dev.tally.app.config.Settings.Engine;
import dev.tally.edl.registry.CachedCatalog;
import dev.tally.edl.registry.Registry;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.storage.ClickHouse;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;

/**
 * What a process that does one thing alone has in common with the others of its installation, and
 * meters of its own. Tables, views and retention are the business of the Tally that runs
 * everything.
 */
record SharedInstallation(
    ClickHouse clickHouse,
    MetadataDatabase metadata,
    CachedCatalog catalog,
    PrometheusMeterRegistry meters) {
  /**
   * Connects; each part is closed by {@code closer}.
   *
   * @param process that asks, for messages: "a collector"
   * @throws TallyException CONFIG_INVALID when the engine is embedded in another process
   */
  static SharedInstallation connect(String process, Settings settings, Clock clock, Closer closer) {
    if (!(settings.engine() instanceof Engine.External engine)) {
      throw new TallyException(
          ErrorCode.CONFIG_INVALID,
          "%s alone needs an engine that runs elsewhere: set engine.url".formatted(process));
    }
    ClickHouse clickHouse = closer.add(ClickHouse.connect(EnginePlace.endpoint(engine)));
    MetadataDatabase metadata = closer.add(MetadataConnection.open(settings));
    CachedCatalog catalog = closer.add(new CachedCatalog(new Registry(metadata, clock)));
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    closer.add(meters::close);
    return new SharedInstallation(clickHouse, metadata, catalog, meters);
  }
}
