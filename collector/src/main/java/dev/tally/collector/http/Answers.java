package dev.tally.collector.http;

import dev.tally.collector.admission.Admission;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** The one place that turns an outcome into an HTTP answer. */
final class Answers {
  private static final Logger log = LoggerFactory.getLogger(Answers.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int UNSUPPORTED = 415;

  private Answers() {}

  /**
   * @param accepted in the journal, those that had been there included
   * @param repeated of these, those that had been there
   * @param shed best-effort events that were dropped: the collector is overloaded
   * @param rejected not in the journal
   * @param errors why; the first {@link HttpLimits#ERRORS_LISTED_MAX}
   */
  private record Taken(
      int accepted, int repeated, int shed, int rejected, List<EventErrors.Item> errors) {}

  private record Problem(String code, String title, String detail, int status) {}

  static void ok(Context context, RequestBatch batch, EventErrors errors) {
    context
        .contentType("application/json")
        .result(
            JSON.writeValueAsBytes(
                new Taken(
                    batch.count() - batch.shed(),
                    batch.repeats(),
                    batch.shed(),
                    errors.count(),
                    errors.items())));
  }

  static void unsupported(Context context, MediaException e) {
    problem(context, ErrorCode.REQUEST_INVALID, UNSUPPORTED, String.valueOf(e.getMessage()));
  }

  static void problem(Context context, TallyException failure) {
    int status = status(failure.code());
    if (status == 429) {
      Duration wait = failure.retryAfter().orElse(Admission.RETRY_AFTER_DEFAULT);
      // Whole seconds, and not before.
      context.header("Retry-After", Long.toString(wait.plusMillis(999).toSeconds()));
    } else if (status == 401) {
      context.header("WWW-Authenticate", "Bearer");
    } else if (failure.code().category() == ErrorCode.Category.INTERNAL) {
      log.error("events over HTTP: {} [{}]", failure.getMessage(), failure.code());
    }
    problem(context, failure.code(), status, String.valueOf(failure.getMessage()));
  }

  private static int status(ErrorCode code) {
    return switch (code) {
      case UNAUTHORIZED -> 401;
      case REQUEST_TOO_LARGE -> 413;
      case JOURNAL_FULL, COLLECTOR_BUSY, QUOTA_EXCEEDED -> 429;
      case JOURNAL_FAILED -> 503;
      default ->
          switch (code.category()) {
            case USER -> 400;
            case CAPACITY -> 503;
            case INTERNAL -> 500;
          };
    };
  }

  private static void problem(Context context, ErrorCode code, int status, String detail) {
    String words = code.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    String title = Character.toUpperCase(words.charAt(0)) + words.substring(1);
    context
        .status(status)
        .contentType("application/problem+json")
        .result(JSON.writeValueAsBytes(new Problem(code.name(), title, detail, status)));
  }
}
