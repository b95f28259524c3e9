package dev.tally.aggregator.graphite;

import static java.util.Objects.requireNonNull;

import dev.tally.aggregator.graphite.expression.AtTime;
import dev.tally.aggregator.graphite.function.TimeRange;
import dev.tally.aggregator.http.Parameters;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * What a request says of time: {@code tz}, {@code now}, {@code from} and {@code until}.
 *
 * @param now what relative times are relative to
 * @param zone in which dates without one are meant
 */
record RequestTimes(Instant now, ZoneId zone) {
  /** Of a DateTime. */
  private static final long TIME_MAX_S = 0xFFFF_FFFFL;

  RequestTimes {
    requireNonNull(now);
    requireNonNull(zone);
  }

  /**
   * @throws TallyException REQUEST_INVALID
   */
  static RequestTimes of(Parameters parameters, Instant clock) {
    ZoneId zone = zone(parameters);
    Instant now = parameters.find("now").map(text -> AtTime.parse(text, clock, zone)).orElse(clock);
    return new RequestTimes(now, zone);
  }

  /**
   * Where series are looked for: in all of time where neither end is given. Graphite's clients
   * write -1 for an end that is not.
   */
  static Optional<TimeRange> ofFind(Parameters parameters, Instant clock) {
    Optional<String> from = given(parameters, "from");
    Optional<String> until = given(parameters, "until");
    if (from.isEmpty() && until.isEmpty()) {
      return Optional.empty();
    }
    RequestTimes times = of(parameters, clock);
    long begin = from.map(times::seconds).orElse(0L);
    long end = until.map(times::seconds).orElse(TIME_MAX_S);
    return Optional.of(TimeRange.between(begin, end + 1));
  }

  private static Optional<String> given(Parameters parameters, String name) {
    return parameters.find(name).filter(text -> !text.equals("-1"));
  }

  /**
   * Ends in the wrong order are put right, as Graphite does.
   *
   * @throws TallyException REQUEST_INVALID
   */
  TimeRange range(String from, String until) {
    Instant one = parse(from);
    Instant other = parse(until);
    Instant begin = one.isBefore(other) ? one : other;
    Instant end = one.isBefore(other) ? other : one;
    // A second that has begun belongs to a range that ends in it.
    long endSeconds = end.getNano() > 0 ? end.getEpochSecond() + 1 : end.getEpochSecond();
    if (endSeconds <= begin.getEpochSecond()) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID, "the range from %s until %s is empty".formatted(begin, end));
    }
    return new TimeRange(begin.getEpochSecond(), endSeconds);
  }

  Instant parse(String text) {
    return AtTime.parse(text, now, zone);
  }

  private long seconds(String text) {
    return parse(text).getEpochSecond();
  }

  private static ZoneId zone(Parameters parameters) {
    try {
      return parameters.find("tz").<ZoneId>map(ZoneId::of).orElse(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw new TallyException(ErrorCode.REQUEST_INVALID, "parameter 'tz': " + e.getMessage(), e);
    }
  }
}
