package dev.tally.aggregator.site;

import dev.tally.aggregator.http.Json;
import dev.tally.aggregator.site.SiteLog.Status;
import dev.tally.edl.model.Durations;
import dev.tally.metadata.MetadataDatabase;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/sites}, as openapi.yaml describes it. */
public final class SitesApi implements Consumer<JavalinConfig> {
  private final List<Site> sites;
  private final SiteLog log;
  private final Clock clock;

  private record Listing(List<Item> items, int total) {}

  private record Item(
      String name,
      String url,
      String state,
      @Nullable Instant workedAt,
      @Nullable Long lagSeconds,
      String error,
      long pulls,
      long rows,
      long bytes,
      List<String> unknown,
      List<Position> positions) {}

  private record Position(
      String eventType, String resolution, long run, boolean isBehind, Instant pulledAt) {}

  /**
   * @param sites all that there are
   */
  public SitesApi(List<Site> sites, MetadataDatabase metadata, Clock clock) {
    this.sites = List.copyOf(sites);
    this.log = new SiteLog(metadata);
    this.clock = clock;
  }

  @Override
  public void accept(JavalinConfig config) {
    config.routes.get("/api/v1/sites", this::list);
  }

  private void list(Context context) {
    Instant now = clock.instant();
    List<Item> items = sites.stream().map(site -> item(site, now)).toList();
    Json.answer(context, new Listing(items, items.size()));
  }

  private Item item(Site site, Instant now) {
    Status status = log.status(site.name());
    Map<PullUnit, SitePosition> positions = log.positions(site.name());
    Optional<Instant> worked = status.workedAt();
    return new Item(
        site.name(),
        site.endpoint().url().toString(),
        state(status),
        worked.orElse(null),
        lag(positions, now),
        status.error(),
        status.pulls(),
        status.rows(),
        status.bytes(),
        status.strange().stream().map(StrangeStates::words).toList(),
        positions.entrySet().stream()
            .map(entry -> position(entry.getKey(), entry.getValue()))
            .sorted(Comparator.comparing(Position::eventType).thenComparing(Position::resolution))
            .toList());
  }

  private static String state(Status status) {
    if (!status.error().isEmpty()) {
      return "failing";
    }
    return status.workedAt().isPresent() ? "working" : "new";
  }

  /** Since everything of the resolution that is pulled most often was here. */
  private static @Nullable Long lag(Map<PullUnit, SitePosition> positions, Instant now) {
    Optional<Duration> finest =
        positions.keySet().stream().map(PullUnit::resolution).min(Comparator.naturalOrder());
    return finest
        .flatMap(
            resolution ->
                positions.entrySet().stream()
                    .filter(entry -> entry.getKey().resolution().equals(resolution))
                    .map(entry -> entry.getValue().pulledAt())
                    .min(Comparator.naturalOrder()))
        .map(since -> Duration.between(since, now).toSeconds())
        .orElse(null);
  }

  private static Position position(PullUnit key, SitePosition position) {
    return new Position(
        key.event(),
        Durations.format(key.resolution()),
        position.run(),
        position.hasMore(),
        position.pulledAt());
  }
}
