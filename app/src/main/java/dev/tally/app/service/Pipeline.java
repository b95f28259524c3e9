package dev.tally.app.service;

import dev.tally.aggregator.annotation.RevisionAnnotations;
import dev.tally.aggregator.backfill.Backfills;
import dev.tally.aggregator.backfill.BackfillsApi;
import dev.tally.aggregator.candle.CandlesApi;
import dev.tally.aggregator.carbon.CarbonServer;
import dev.tally.aggregator.carbon.CarbonSettings;
import dev.tally.aggregator.cost.CardinalityApi;
import dev.tally.aggregator.cost.CostApi;
import dev.tally.aggregator.entity.EntitiesApi;
import dev.tally.aggregator.evict.EvictionApi;
import dev.tally.aggregator.evict.Evictor;
import dev.tally.aggregator.graphite.GraphiteApi;
import dev.tally.aggregator.graphite.GraphiteLimits;
import dev.tally.aggregator.impact.ImpactApi;
import dev.tally.aggregator.impact.ImpactReader;
import dev.tally.aggregator.run.EntityFeed;
import dev.tally.aggregator.run.Rollup;
import dev.tally.aggregator.run.RunReport;
import dev.tally.aggregator.series.CompletenessApi;
import dev.tally.aggregator.series.SeriesApi;
import dev.tally.aggregator.site.SitesApi;
import dev.tally.aggregator.size.SizesApi;
import dev.tally.aggregator.verify.GoldenStates;
import dev.tally.aggregator.verify.StateVerifier;
import dev.tally.aggregator.verify.StatesApi;
import dev.tally.anomaly.AlertEvaluator;
import dev.tally.app.config.Settings;
import dev.tally.collector.Collector;
import dev.tally.collector.CollectorStatus;
import dev.tally.collector.http.StoredWriteKeys;
import dev.tally.collector.http.WriteKeyTable;
import dev.tally.collector.http.WriteKeysApi;
import dev.tally.edl.audit.Turns;
import dev.tally.edl.load.EdlLoader;
import dev.tally.edl.load.IncrementalLoader;
import dev.tally.edl.model.EdlFile;
import dev.tally.edl.registry.CachedCatalog;
import dev.tally.edl.registry.PublishOrder;
import dev.tally.edl.registry.Published;
import dev.tally.edl.registry.Registry;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.sdk.TallyClient;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.migration.Migrations;
import dev.tally.web.AuditApi;
import dev.tally.web.DocsApi;
import dev.tally.web.PipelineStatus;
import dev.tally.web.Problems;
import dev.tally.web.RegistryApi;
import dev.tally.web.WebApp;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;

/**
 * The whole pipeline in one process, wired by constructors and closed in reverse:
 *
 * <ol>
 *   <li>metadata and engine, side by side, each brought up to date;
 *   <li>the catalog, and the views that follow it;
 *   <li>the collector;
 *   <li>review;
 *   <li>rollups, entities and alerts, on one scheduler;
 *   <li>points from carbon's clients, where the settings name a port;
 *   <li>the HTTP edge.
 * </ol>
 */
public final class Pipeline implements AutoCloseable {
  private static final long POLL_NANOS = 20_000_000;

  private final Settings settings;
  private final Closer closer;
  private final Registry registry;
  private final Catalogs catalogs;
  private final ClickHouse clickHouse;
  private final Collector collector;
  private final Reviewing reviewing;
  private final Rollup rollup;
  private final EntityFeed entities;
  private final AlertEvaluator alerts;
  private final Optional<CarbonServer> carbon;
  private final HttpEdge http;

  private Pipeline(Settings settings, Clock clock, Closer closer) {
    this.settings = settings;
    this.closer = closer;

    // Metadata and engine
    CompletableFuture<ClickHouse> engine =
        CompletableFuture.supplyAsync(
            () -> openClickHouse(settings, closer),
            task -> Thread.ofPlatform().daemon().name("engine-start").start(task));
    MetadataDatabase metadata = openMetadata(settings, closer, engine);
    clickHouse = join(engine);

    // The catalog and its views
    Turns turns = new Turns(metadata, clock);
    registry = new Registry(turns);
    catalogs = closer.add(Catalogs.open(registry));
    CachedCatalog catalog = catalogs.production();
    ViewsFollowCatalog.start(catalogs, clickHouse);
    RetentionFollowsCatalog.start(catalog, clickHouse);

    // The collector
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    closer.add(meters::close);
    WriteKeyTable writeKeyTable = new WriteKeyTable(metadata, clock);
    StoredWriteKeys writeKeys = closer.add(new StoredWriteKeys(writeKeyTable));
    collector =
        closer.add(
            Collector.start(
                CollectorOptions.of(settings), catalog, clickHouse, writeKeys, meters, clock));

    // Review
    Path protoc = Folders.downloads().resolve("protoc");
    reviewing =
        closer.add(
            Reviewing.start(
                settings, turns, registry, catalogs, IncrementalLoader.bundled(protoc), clock));

    closer.add(ReviewNotices.start(settings, turns, meters, clock));

    // Rollups and alerts
    Aggregation aggregation =
        closer.add(Aggregation.start(settings, catalog, clickHouse, metadata, meters, clock));
    rollup = aggregation.rollup();
    entities = aggregation.entities();
    Alerting alerting = aggregation.alerting();
    alerts = alerting.evaluator();

    GraphiteApi graphite =
        closer.add(
            new GraphiteApi(
                clickHouse,
                metadata,
                List.of(new RevisionAnnotations(catalog), alerting.annotations()),
                GraphiteLimits.DEFAULT,
                meters,
                clock));

    // Carbon's clients
    CarbonSettings fromCarbon = CarbonOptions.of(settings);
    carbon =
        fromCarbon.isOff()
            ? Optional.empty()
            : Optional.of(closer.add(CarbonServer.start(fromCarbon, clickHouse, meters, clock)));

    // The HTTP edge
    http =
        closer.add(
            HttpEdge.start(
                settings.listen(),
                settings.http().port(),
                List.of(
                    new OperationsApi(clickHouse::isReady, meters),
                    new PublishApi(
                        EdlLoader.bundled(protoc),
                        this::publish,
                        registry.sourceTree(),
                        catalog,
                        reviewing.callers()),
                    reviewing,
                    new OperatorRoutes(reviewing.callers()::requireOperator),
                    collector.eventsApi(writeKeys),
                    collector.rejectsApi(),
                    collector.dimensionsApi(),
                    new WriteKeysApi(writeKeyTable, writeKeys::refresh),
                    new RegistryApi(
                        catalogs.all(), reviewing.lifecycle(), clickHouse, this::counts, clock),
                    new AuditApi(clickHouse, clock),
                    new SeriesApi(catalog, clickHouse),
                    new CompletenessApi(clickHouse),
                    new CandlesApi(catalog, clickHouse, clock),
                    new EntitiesApi(catalog, clickHouse),
                    graphite,
                    new ImpactApi(
                        new ImpactReader(catalog, clickHouse, clock),
                        EdlLoader.bundled(protoc),
                        ProposedTrees.of(turns, reviewing.proposals()),
                        reviewing.callers()::requireRead,
                        meters,
                        clock),
                    new CostApi(catalog, clickHouse, clock),
                    new CardinalityApi(catalog, clickHouse, clock),
                    new EvictionApi(new Evictor(catalog, clickHouse, metadata, clock)),
                    new StatesApi(
                        new GoldenStates(clickHouse),
                        new StateVerifier(catalog, clickHouse, metadata, clock)),
                    new SizesApi(catalog, clickHouse),
                    new BackfillsApi(new Backfills(catalog, metadata, clock)),
                    new SitesApi(SiteTargets.of(settings), metadata, clock),
                    alerting.api(),
                    new DocsApi(),
                    new Problems(),
                    new WebApp())));
  }

  /**
   * Starts everything.
   *
   * @throws TallyException what is missing, in one line; nothing is left running then
   */
  public static Pipeline start(Settings settings, Clock clock) {
    return Closer.open(closer -> new Pipeline(settings, clock, closer));
  }

  private static MetadataDatabase openMetadata(
      Settings settings, Closer closer, CompletableFuture<?> engine) {
    try {
      return closer.add(MetadataConnection.open(settings));
    } catch (RuntimeException e) {
      // The engine must not come up behind our back.
      engine.exceptionally(_ -> null).join();
      throw e;
    }
  }

  private static ClickHouse openClickHouse(Settings settings, Closer closer) {
    ClickHouse clickHouse = closer.add(ClickHouse.connect(EnginePlace.start(settings, closer)));
    Migrations.run(clickHouse);
    return clickHouse;
  }

  private static <T> T join(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof TallyException failure) {
        throw failure;
      }
      throw e;
    }
  }

  public String httpAddress() {
    return "http://%s:%d".formatted(host(), http.port());
  }

  /** "GET /api/v1/status" and so on. */
  List<String> routes() {
    return http.routes();
  }

  /** For producers. */
  public String ingestAddress() {
    return host() + ":" + collector.port();
  }

  /** Where carbon's clients send lines to; empty where they may not. */
  public OptionalInt carbonPort() {
    return carbon.map(CarbonServer::linePort).orElseGet(OptionalInt::empty);
  }

  private String host() {
    return switch (settings.listen()) {
      case "127.0.0.1", "0.0.0.0", "::" -> "localhost";
      default -> settings.listen();
    };
  }

  public ClickHouse clickHouse() {
    return clickHouse;
  }

  /** A producer in this process; it speaks gRPC all the same. */
  public TallyClient client() {
    return TallyClient.builder().target(ingestAddress()).build();
  }

  /** Publishes and returns when collector and views know. */
  public List<Published> publish(List<EdlFile> files) {
    return publish(files, PublishOrder.OPERATOR);
  }

  private List<Published> publish(List<EdlFile> files, String actor) {
    List<Published> published = registry.publish(files, PublishOrder.directly(actor));
    catalogs.refresh();
    return published;
  }

  /** Proposals, people, teams. */
  public Reviewing review() {
    return reviewing;
  }

  /** Waits until the journal holds nothing that is not stored. */
  public void awaitStored(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (collector.status().pending() > 0) {
      if (System.nanoTime() > deadline) {
        throw new TallyException(
            ErrorCode.ENGINE_UNAVAILABLE,
            "%,d events are still not stored after %d s"
                .formatted(collector.status().pending(), limit.toSeconds()));
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /** Brings states, series and entities up to the last committed insert, in all resolutions. */
  public void rollUp() {
    while (entities.catchUp().outcome() != RunReport.Outcome.IDLE) {
      LockSupport.parkNanos(POLL_NANOS);
    }
    while (rollup.catchUp().outcome() != RunReport.Outcome.IDLE) {
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  public AlertEvaluator alerts() {
    return alerts;
  }

  /** Bytes that the collector has read and that are not on disk. */
  public long inFlightBytes() {
    return collector.inFlightBytes();
  }

  public CollectorStatus collected() {
    return collector.status();
  }

  private PipelineStatus.Counts counts() {
    CollectorStatus status = collector.status();
    return new PipelineStatus.Counts(
        status.accepted(), status.stored(), status.rejected(), status.pending());
  }

  /** Rows of a table expression. */
  public long count(String from) {
    return clickHouse
        .query("SELECT count() AS rows FROM " + from, Map.of(), row -> row.int64("rows"))
        .getFirst();
  }

  @Override
  public void close() {
    closer.close();
  }
}
