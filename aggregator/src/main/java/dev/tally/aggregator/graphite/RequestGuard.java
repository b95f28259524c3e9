package dev.tally.aggregator.graphite;

import dev.tally.aggregator.http.ClientWatch;
import dev.tally.aggregator.http.Parameters;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.QueryScope;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.security.BasicAuthCredentials;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Answers a request in its user's turn, within its time, and as long as somebody waits for it. What
 * goes over a limit is counted: {@code tally.graphite.refused} by code.
 */
final class RequestGuard implements AutoCloseable {
  /** Longest name of a user; what is longer is cut off. */
  private static final int USER_LENGTH_MAX = 200;

  /** ClickHouse's CANNOT_COMPILE_REGEXP. */
  private static final String NOT_A_REGEX = "ClickHouse error 427:";

  private final ClickHouse clickHouse;
  private final GraphiteLimits limits;
  private final MeterRegistry meters;
  private final RequestTurns turns;
  private final ClientWatch watch = new ClientWatch();

  /** What a route does. */
  @FunctionalInterface
  interface Answering {
    /**
     * @param clickHouse whose queries end with the request
     */
    void answer(Context context, ClickHouse clickHouse);
  }

  RequestGuard(ClickHouse clickHouse, GraphiteLimits limits, MeterRegistry meters) {
    this.clickHouse = clickHouse;
    this.limits = limits;
    this.meters = meters;
    this.turns = new RequestTurns(limits);
  }

  Handler handler(Answering answering) {
    return context -> {
      try (RequestTurns.Turn _ = turns.take(user(context))) {
        answer(context, answering);
      } catch (TallyException e) {
        throw counted(e);
      }
    };
  }

  private void answer(Context context, Answering answering) {
    if (new Parameters(context).find("jsonp").isPresent()) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID,
          "jsonp is not offered: it lets any page read what the user may; fetch the JSON");
    }
    QueryScope scope = new QueryScope(limits.time());
    try (ClientWatch.Watching _ = watch.watch(context, scope::cancel)) {
      answering.answer(context, clickHouse.within(scope));
    }
  }

  /** As a proxy names the user; the address of the client otherwise. */
  private static String user(Context context) {
    String grafana = context.header("X-Grafana-User");
    BasicAuthCredentials basic = context.basicAuthCredentials();
    String user =
        grafana != null && !grafana.isBlank()
            ? grafana
            : basic != null ? basic.getUsername() : context.req().getRemoteAddr();
    return user.length() <= USER_LENGTH_MAX ? user : user.substring(0, USER_LENGTH_MAX);
  }

  private TallyException counted(TallyException failure) {
    String message = String.valueOf(failure.getMessage());
    TallyException told =
        failure.code() == ErrorCode.ENGINE_FAILED && message.startsWith(NOT_A_REGEX)
            ? new TallyException(
                ErrorCode.REQUEST_INVALID, "a regular expression is not one: " + message, failure)
            : failure;
    meters.counter("tally.graphite.refused", "code", told.code().name()).increment();
    return told;
  }

  @Override
  public void close() {
    watch.close();
  }
}
