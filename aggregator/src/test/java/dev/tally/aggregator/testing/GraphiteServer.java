package dev.tally.aggregator.testing;

import dev.tally.aggregator.annotation.AnnotationSource;
import dev.tally.aggregator.graphite.GraphiteApi;
import dev.tally.aggregator.graphite.GraphiteLimits;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.metadata.MetadataSettings;
import dev.tally.storage.ClickHouse;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/** Graphite's API on a free port and an empty metadata database, at a time. */
public final class GraphiteServer implements AutoCloseable {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final MetadataDatabase metadata;
  private final GraphiteApi api;
  private final HttpServer http;

  public GraphiteServer(ClickHouse clickHouse, Instant now, AnnotationSource... others) {
    this(clickHouse, now, GraphiteLimits.DEFAULT, others);
  }

  public GraphiteServer(
      ClickHouse clickHouse, Instant now, GraphiteLimits limits, AnnotationSource... others) {
    this(clickHouse, MetadataSettings.memory(UUID.randomUUID().toString()), now, limits, others);
  }

  /**
   * @param notes where notes are kept
   */
  public GraphiteServer(
      ClickHouse clickHouse,
      MetadataSettings notes,
      Instant now,
      GraphiteLimits limits,
      AnnotationSource... others) {
    this.metadata = MetadataDatabase.open(notes);
    this.api =
        new GraphiteApi(
            clickHouse,
            metadata,
            List.of(others),
            limits,
            meters,
            Clock.fixed(now, ZoneOffset.UTC));
    this.http = new HttpServer(api);
  }

  /** Few series and points, and else as ever. */
  public static GraphiteLimits limits(int series, long points) {
    return new GraphiteLimits(series, points, Duration.ofSeconds(30), 8, 20, Duration.ZERO);
  }

  public HttpServer http() {
    return http;
  }

  public MetadataDatabase metadata() {
    return metadata;
  }

  public double count(String meter, String tag, String value) {
    return meters.counter(meter, tag, value).count();
  }

  @Override
  public void close() {
    http.close();
    api.close();
    metadata.close();
  }
}
