package dev.tally.web.answer;

import dev.tally.edl.registry.Stage;
import java.time.Instant;
import java.util.List;

/**
 * A page of event types.
 *
 * @param total before limit and offset
 * @param unregistered names that events arrived under and that nobody has published
 */
public record EventTypeList(List<Summary> items, int total, List<Unregistered> unregistered) {
  public EventTypeList {
    items = List.copyOf(items);
    unregistered = List.copyOf(unregistered);
  }

  /**
   * @param stage STAGING where the latest revision is not in production yet
   * @param recent events received in each of the last 60 minutes, oldest first
   * @param matches attributes that a search found it by, where its own texts do not say it all
   */
  public record Summary(
      String name,
      String description,
      String owner,
      int revisionId,
      Stage stage,
      boolean isDeprecated,
      int attributeCount,
      VolumeTotals volume,
      List<Long> recent,
      List<Match> matches) {
    public Summary {
      recent = List.copyOf(recent);
      matches = List.copyOf(matches);
    }
  }

  /** An attribute. */
  public record Match(String attribute, String description) {}

  public record Unregistered(String name, long rejected, Instant lastSeen) {}
}
