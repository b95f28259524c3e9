package dev.tally.app.service;

import dev.tally.aggregator.series.CompletenessApi;
import dev.tally.app.config.Settings;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import dev.tally.web.Problems;
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

  private AggregatorRole(Settings settings, Clock clock, Closer closer) {
    this.closer = closer;
    SharedInstallation shared =
        SharedInstallation.connect("an aggregator", settings, clock, closer);
    ClickHouse clickHouse = shared.clickHouse();
    closer.add(
        Aggregation.start(
            settings, shared.catalog(), clickHouse, shared.metadata(), shared.meters(), clock));
    http =
        closer.add(
            HttpEdge.start(
                settings.listen(),
                settings.http().port(),
                List.of(
                    new OperationsApi(clickHouse::isReady, shared.meters()),
                    new CompletenessApi(clickHouse),
                    new Problems())));
  }

  /**
   * @throws TallyException CONFIG_INVALID when engine and metadata database are not ones that
   *     processes can share, and what {@link Pipeline#start} throws
   */
  public static AggregatorRole start(Settings settings, Clock clock) {
    if (!settings.metadata().url().startsWith("jdbc:postgresql:")) {
      throw new TallyException(
          ErrorCode.CONFIG_INVALID,
          "an aggregator alone shares the metadata database with others, which an H2 file does not allow: set metadata.url to a PostgreSQL");
    }
    return Closer.open(closer -> new AggregatorRole(settings, clock, closer));
  }

  public int httpPort() {
    return http.port();
  }

  @Override
  public void close() {
    closer.close();
  }
}
