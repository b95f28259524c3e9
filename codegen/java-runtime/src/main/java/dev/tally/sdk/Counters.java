package dev.tally.sdk;

import java.util.Map;

/**
 * What became of the events of one client. At any moment
 *
 * <pre>{@code created = acknowledged + dropped + pending}</pre>
 *
 * @param created every {@code send()}
 * @param acknowledged in the collector's journal, on disk
 * @param dropped lost or never taken; the sum of {@code drops}
 * @param pending queued, or sent and not yet acknowledged
 * @param drops dropped events by reason; every reason is present
 */
public record Counters(
    long created, long acknowledged, long dropped, long pending, Map<DropReason, Long> drops) {
  public Counters {
    drops = Map.copyOf(drops);
  }
}
