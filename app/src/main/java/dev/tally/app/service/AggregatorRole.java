package dev.tally.app.service;

import dev.tally.aggregator.series.CompletenessApi;
import dev.tally.app.config.Settings;
import dev.tally.app.config.Settings.Engine;
import dev.tally.edl.registry.CachedCatalog;
import dev.tally.edl.registry.Registry;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.storage.ClickHouse;
import dev.tally.web.Problems;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.util.List;

/**
 * An aggregator alone: one of several that share the rollups, and the alerts, of an engine. The
 * engine's tables, the views and the web application are the business of the Tally that runs
 * everything.
 */
public final class AggregatorRole implements AutoCloseable {
  private final Closer closer;
  private final HttpEdge http;

  private AggregatorRole(Settings settings, Engine.External engine, Clock clock, Closer closer) {
    this.closer = closer;
    ClickHouse clickHouse = closer.add(ClickHouse.connect(EnginePlace.endpoint(engine)));
    MetadataDatabase metadata = closer.add(MetadataConnection.open(settings));
    CachedCatalog catalog = closer.add(new CachedCatalog(new Registry(metadata, clock)));
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    closer.add(meters::close);
    closer.add(Aggregation.start(settings, catalog, clickHouse, metadata, meters, clock));
    http =
        closer.add(
            HttpEdge.start(
                settings.listen(),
                settings.http().port(),
                List.of(
                    new OperationsApi(clickHouse::isReady, meters),
                    new CompletenessApi(clickHouse),
                    new Problems())));
  }

  /**
   * @throws TallyException CONFIG_INVALID when engine and metadata database are not ones that
   *     processes can share, and what {@link Pipeline#start} throws
   */
  public static AggregatorRole start(Settings settings, Clock clock) {
    if (!(settings.engine() instanceof Engine.External engine)) {
      throw new TallyException(
          ErrorCode.CONFIG_INVALID,
          "an aggregator alone needs an engine that runs elsewhere: set engine.url");
    }
    if (!settings.metadata().url().startsWith("jdbc:postgresql:")) {
      throw new TallyException(
          ErrorCode.CONFIG_INVALID,
          "an aggregator alone shares the metadata database with others, which an H2 file does not allow: set metadata.url to a PostgreSQL");
    }
    Closer closer = new Closer();
    try {
      return new AggregatorRole(settings, engine, clock, closer);
    } catch (RuntimeException e) {
      closer.close();
      throw e;
    }
  }

  public int httpPort() {
    return http.port();
  }

  @Override
  public void close() {
    closer.close();
  }
}
