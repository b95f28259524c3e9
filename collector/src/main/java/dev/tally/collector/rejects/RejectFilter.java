package dev.tally.collector.rejects;

import static java.util.Objects.requireNonNull;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.time.Instant;
import java.util.Map;

/**
 * Which rejects are meant.
 *
 * @param event full name of the event type; empty for all
 * @param code empty for all
 * @param since rejected then or later
 * @param limit at most so many
 */
public record RejectFilter(String event, String code, Instant since, int limit) {
  /** Most rejects that are listed at a time. */
  public static final int LISTED_MAX = 10_000;

  public static final int LISTED_DEFAULT = 100;

  /** Most rejects that are replayed at a time. */
  public static final int REPLAYED_MAX = 100_000;

  public static final int REPLAYED_DEFAULT = 10_000;

  /** What {@link #parameters} are for. */
  static final String CONDITION =
      """
      ({event:String} = '' OR event = {event:String})
          AND ({code:String} = '' OR code = {code:String})
          AND received >= fromUnixTimestamp64Milli({since:Int64})
      """;

  public RejectFilter {
    requireNonNull(event);
    requireNonNull(code);
    requireNonNull(since);
  }

  /**
   * @throws TallyException REQUEST_INVALID
   */
  RejectFilter withinLimit(int most) {
    if (limit < 1 || limit > most) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID, "a limit of %d: name 1 to %,d".formatted(limit, most));
    }
    return this;
  }

  Map<String, Object> parameters() {
    return Map.of("event", event, "code", code, "since", since.toEpochMilli(), "limit", limit);
  }
}
