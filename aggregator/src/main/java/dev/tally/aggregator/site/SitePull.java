package dev.tally.aggregator.site;

import static java.util.Objects.requireNonNull;

import dev.tally.aggregator.statement.SiteWatermark;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * States that were fetched from a site and are put among the others by a rollup run.
 *
 * @param staging in the names of the tables that have them
 * @param watermarks the site's, that hold when they are here
 * @param rows in those tables
 * @param bytes that went over the link for it
 */
public record SitePull(
    long id,
    String site,
    String staging,
    List<SitePiece> pieces,
    List<SiteWatermark> watermarks,
    long rows,
    long bytes,
    Instant fetchedAt) {
  public SitePull {
    requireNonNull(site);
    requireNonNull(staging);
    pieces = List.copyOf(pieces);
    watermarks = List.copyOf(watermarks);
    requireNonNull(fetchedAt);
  }

  /** Of its pieces, ascending. */
  public List<Duration> resolutions() {
    return pieces.stream().map(SitePiece::width).distinct().sorted().toList();
  }
}
