package dev.tally.app.service;

import dev.tally.app.config.Settings;
import dev.tally.app.config.Settings.Engine;
import dev.tally.collector.Collector;
import dev.tally.collector.CollectorStatus;
import dev.tally.collector.http.StoredWriteKeys;
import dev.tally.collector.http.WriteKeyTable;
import dev.tally.edl.registry.CachedCatalog;
import dev.tally.edl.registry.Registry;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.storage.ClickHouse;
import dev.tally.web.PipelineStatus;
import dev.tally.web.Problems;
import dev.tally.web.RegistryApi;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.util.List;

/**
 * A collector alone: one of several that feed an engine. Rollups, alerts and the engine's tables
 * are the business of the Tally that runs everything.
 */
public final class CollectorRole implements AutoCloseable {
  private final Closer closer;
  private final Collector collector;
  private final HttpEdge http;

  private CollectorRole(Settings settings, Engine.External engine, Clock clock, Closer closer) {
    this.closer = closer;
    ClickHouse clickHouse = closer.add(ClickHouse.connect(EnginePlace.endpoint(engine)));
    MetadataDatabase metadata = closer.add(MetadataConnection.open(settings));
    CachedCatalog catalog = closer.add(new CachedCatalog(new Registry(metadata, clock)));
    StoredWriteKeys writeKeys = closer.add(new StoredWriteKeys(new WriteKeyTable(metadata, clock)));
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    closer.add(meters::close);
    collector =
        closer.add(
            Collector.start(
                CollectorOptions.of(settings), catalog, clickHouse, writeKeys, meters, clock));
    http =
        closer.add(
            HttpEdge.start(
                settings.listen(),
                settings.http().port(),
                List.of(
                    new OperationsApi(clickHouse::isReady, meters),
                    collector.rejectsApi(),
                    new RegistryApi(catalog, clickHouse, this::counts, clock),
                    new Problems())));
  }

  /**
   * @throws TallyException CONFIG_INVALID when the engine is not one that somebody else runs, and
   *     what {@link Pipeline#start} throws
   */
  public static CollectorRole start(Settings settings, Clock clock) {
    if (!(settings.engine() instanceof Engine.External engine)) {
      throw new TallyException(
          ErrorCode.CONFIG_INVALID,
          "a collector alone needs an engine that runs elsewhere: set engine.url");
    }
    Closer closer = new Closer();
    try {
      return new CollectorRole(settings, engine, clock, closer);
    } catch (RuntimeException e) {
      closer.close();
      throw e;
    }
  }

  public int httpPort() {
    return http.port();
  }

  /** For producers. */
  public int ingestPort() {
    return collector.port();
  }

  private PipelineStatus.Counts counts() {
    CollectorStatus status = collector.status();
    return new PipelineStatus.Counts(
        status.accepted(), status.stored(), status.rejected(), status.pending());
  }

  @Override
  public void close() {
    closer.close();
  }
}
