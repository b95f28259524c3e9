package dev.tally.web;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.web.answer.Problem;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns failures of any route into {@code application/problem+json}: 404 for what is not there, 413
 * for what is too large, 400 for the caller's other mistakes, 503 for what a later try may find
 * mended, 500 for our own.
 */
public final class Problems implements Consumer<JavalinConfig> {
  private static final Logger log = LoggerFactory.getLogger(Problems.class);
  private static final Map<ErrorCode, Integer> STATUSES =
      Map.of(
          ErrorCode.NOT_FOUND, 404,
          ErrorCode.UNAUTHORIZED, 401,
          ErrorCode.FORBIDDEN, 403,
          ErrorCode.CONFLICT, 409,
          ErrorCode.REQUEST_TOO_LARGE, 413);
  private static final String CONTENT_TYPE = "application/problem+json";

  @Override
  public void accept(JavalinConfig config) {
    config.routes.exception(
        TallyException.class,
        (failure, context) -> answer(context, failure.code(), message(failure)));
    config.routes.exception(HttpResponseException.class, Problems::answerHttp);
    config.routes.exception(Exception.class, Problems::answerUnexpected);
  }

  private static void answer(Context context, ErrorCode code, String detail) {
    if (code.category() == ErrorCode.Category.INTERNAL) {
      log.error("{} {} failed: {}: {}", context.method(), context.path(), code, detail);
    }
    answer(context, code, status(code), detail);
  }

  /** What the HTTP server itself refuses: no such route, a body that is too large. */
  private static void answerHttp(HttpResponseException failure, Context context) {
    int status = failure.getStatus();
    ErrorCode code =
        switch (status) {
          case 404 -> ErrorCode.NOT_FOUND;
          case 413 -> ErrorCode.REQUEST_TOO_LARGE;
          default -> status < 500 ? ErrorCode.REQUEST_INVALID : ErrorCode.INTERNAL;
        };
    String detail =
        status == 404
            ? "there is nothing at " + context.method() + " " + context.path()
            : message(failure);
    answer(context, code, status, detail);
  }

  private static void answerUnexpected(Exception failure, Context context) {
    log.error("{} {} failed", context.method(), context.path(), failure);
    answer(
        context,
        ErrorCode.INTERNAL,
        500,
        "an unexpected failure, written to the log: " + failure.getClass().getSimpleName());
  }

  private static void answer(Context context, ErrorCode code, int status, String detail) {
    context.status(status);
    Json.answer(context, CONTENT_TYPE, new Problem(code.name(), title(code), detail, status));
  }

  private static int status(ErrorCode code) {
    Integer own = STATUSES.get(code);
    if (own != null) {
      return own;
    }
    return switch (code.category()) {
      case USER -> 400;
      case CAPACITY -> 503;
      case INTERNAL -> 500;
    };
  }

  /** "Engine unavailable". */
  private static String title(ErrorCode code) {
    String words = code.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }

  private static String message(Exception failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}
