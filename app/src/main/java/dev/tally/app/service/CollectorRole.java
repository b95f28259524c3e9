package dev.tally.app.service;

import dev.tally.app.config.Settings;
import dev.tally.collector.Collector;
import dev.tally.collector.CollectorStatus;
import dev.tally.collector.http.StoredWriteKeys;
import dev.tally.collector.http.WriteKeyTable;
import dev.tally.edl.registry.CachedCatalog;
import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import dev.tally.web.PipelineStatus;
import dev.tally.web.Problems;
import dev.tally.web.RegistryApi;
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

  private CollectorRole(Settings settings, Clock clock, Closer closer) {
    this.closer = closer;
    SharedInstallation shared = SharedInstallation.connect("a collector", settings, clock, closer);
    CachedCatalog catalog = shared.catalog();
    ClickHouse clickHouse = shared.clickHouse();
    StoredWriteKeys writeKeys =
        closer.add(new StoredWriteKeys(new WriteKeyTable(shared.metadata(), clock)));
    collector =
        closer.add(
            Collector.start(
                CollectorOptions.of(settings),
                catalog,
                clickHouse,
                writeKeys,
                shared.meters(),
                clock));
    http =
        closer.add(
            HttpEdge.start(
                settings.listen(),
                settings.http().port(),
                List.of(
                    new OperationsApi(clickHouse::isReady, shared.meters()),
                    collector.rejectsApi(),
                    collector.dimensionsApi(),
                    new RegistryApi(catalog, clickHouse, this::counts, clock),
                    new Problems())));
  }

  /**
   * @throws TallyException CONFIG_INVALID when the engine is not one that somebody else runs, and
   *     what {@link Pipeline#start} throws
   */
  public static CollectorRole start(Settings settings, Clock clock) {
    return Closer.open(closer -> new CollectorRole(settings, clock, closer));
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
