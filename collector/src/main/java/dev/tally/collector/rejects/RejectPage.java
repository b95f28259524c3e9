package dev.tally.collector.rejects;

import static java.util.Objects.requireNonNull;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * A part of a list of rejects, the latest first.
 *
 * @param filter its limit is the length of the page
 * @param until rejected then or earlier: whoever pages names the same time for all pages, so that
 *     what is rejected meanwhile shifts none
 * @param offset rejects before the page
 */
record RejectPage(RejectFilter filter, Instant until, int offset) {
  /** Rejects that can be passed over. */
  static final int OFFSET_MAX = 1_000_000;

  /** As late as the engine's times go. */
  static final Instant END = Instant.parse("2299-12-31T23:59:59Z");

  /** What {@link #parameters} are for. */
  static final String CONDITION =
      RejectFilter.CONDITION + "    AND received <= fromUnixTimestamp64Milli({until:Int64})\n";

  /**
   * @throws TallyException REQUEST_INVALID
   */
  RejectPage {
    requireNonNull(until);
    filter.withinLimit(RejectFilter.LISTED_MAX);
    if (offset < 0 || offset > OFFSET_MAX) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID,
          "an offset of %d: name 0 to %,d, or a time with 'until'".formatted(offset, OFFSET_MAX));
    }
  }

  Map<String, Object> parameters() {
    Map<String, Object> parameters = new HashMap<>(filter.parameters());
    parameters.put("until", until.toEpochMilli());
    parameters.put("offset", offset);
    return parameters;
  }
}
