package dev.tally.web;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.statement.SelectLossAudit;
import dev.tally.web.answer.AuditAnswer;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/v1/audit}. */
public final class AuditApi implements Consumer<JavalinConfig> {
  private static final Duration SINCE_DEFAULT = Duration.ofHours(1);
  private static final int LIMIT_DEFAULT = 1_000;

  private final SelectLossAudit audit;
  private final Clock clock;

  public AuditApi(ClickHouse clickHouse, Clock clock) {
    this.audit = new SelectLossAudit(clickHouse);
    this.clock = clock;
  }

  @Override
  public void accept(JavalinConfig config) {
    config.routes.get("/api/v1/audit", this::readAudit);
  }

  private void readAudit(Context context) {
    String eventType = context.queryParam("eventType");
    SelectLossAudit.Scope scope =
        new SelectLossAudit.Scope(
            since(context.queryParam("since")),
            producer(context.queryParam("producer")),
            eventType == null ? "" : eventType);
    boolean all = "true".equals(context.queryParam("all"));
    Json.answer(context, AuditAnswer.of(audit, scope, all, limit(context.queryParam("limit"))));
  }

  private Instant since(@Nullable String text) {
    try {
      return text == null ? clock.instant().minus(SINCE_DEFAULT) : Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw invalid("since is '" + text + "': write a time as 2001-03-04T05:06:07Z");
    }
  }

  private static Optional<UUID> producer(@Nullable String text) {
    try {
      return Optional.ofNullable(text).map(UUID::fromString);
    } catch (IllegalArgumentException e) {
      throw invalid("producer is '" + text + "': write its UUID");
    }
  }

  private static int limit(@Nullable String text) {
    if (text == null) {
      return LIMIT_DEFAULT;
    }
    try {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= SelectLossAudit.ROWS_MAX) {
        return limit;
      }
    } catch (NumberFormatException e) {
      // Said below, with the bounds.
    }
    throw invalid(
        "limit is '%s': use a whole number between 1 and %d"
            .formatted(text, SelectLossAudit.ROWS_MAX));
  }

  private static TallyException invalid(String message) {
    return new TallyException(ErrorCode.REQUEST_INVALID, message);
  }
}
