package dev.tally.web;

import dev.tally.edl.audit.AuditLog;
import dev.tally.edl.people.Scope;
import dev.tally.edl.registry.Deprecation;
import dev.tally.edl.registry.Published;
import dev.tally.edl.registry.Registry;
import dev.tally.edl.registry.Stage;
import dev.tally.web.answer.AuditLogAnswer;
import dev.tally.web.answer.DeprecationAnswer;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.util.function.Consumer;

/**
 * What becomes of published event types: {@code /api/v1/revisions/{revision}/promote} and {@code
 * /api/v1/event-types/{name}/deprecation}; and {@code /api/v1/audit-log} of all that was done.
 */
public final class LifecycleApi implements Consumer<JavalinConfig> {
  private static final String DEPRECATION = "/api/v1/event-types/{name}/deprecation";
  private static final int NO_CONTENT = 204;
  private static final int LIMIT_DEFAULT = 50;
  private static final int LIMIT_MAX = 200;

  private final Registry registry;
  private final AuditLog audit;
  private final Callers callers;
  private final Runnable refresh;

  private record Promoted(String eventType, int revisionId, boolean isNew) {
    static Promoted of(Published published) {
      return new Promoted(
          published.revision().eventType().name(), published.revision().id(), published.isNew());
    }
  }

  /**
   * @param refresh tells the catalogs of this process
   */
  public LifecycleApi(Registry registry, AuditLog audit, Callers callers, Runnable refresh) {
    this.registry = registry;
    this.audit = audit;
    this.callers = callers;
    this.refresh = refresh;
  }

  @Override
  public void accept(JavalinConfig config) {
    config.routes.post("/api/v1/revisions/{revision}/promote", this::promote);
    config.routes.put(DEPRECATION, this::deprecate);
    config.routes.delete(DEPRECATION, this::reinstate);
    config.routes.get("/api/v1/audit-log", this::auditLog);
  }

  private void promote(Context context) {
    String actor = callers.require(context, Scope.PUBLISH);
    Published published =
        registry.promote(
            Parameters.pathNumber(context, "revision"),
            Body.of(context).constant("stage", Stage.class),
            actor);
    refresh.run();
    Json.answer(context, Promoted.of(published));
  }

  private void deprecate(Context context) {
    String actor = callers.require(context, Scope.PUBLISH);
    Body body = Body.of(context);
    Deprecation deprecation =
        registry.deprecate(
            context.pathParam("name"), body.text("reason"), body.optionalText("successor"), actor);
    refresh.run();
    Json.answer(context, DeprecationAnswer.of(deprecation));
  }

  private void reinstate(Context context) {
    String actor = callers.require(context, Scope.PUBLISH);
    registry.reinstate(context.pathParam("name"), actor);
    refresh.run();
    context.status(NO_CONTENT);
  }

  private void auditLog(Context context) {
    callers.requireRead(context);
    int after = Parameters.number(context, "after", 0, 0, Integer.MAX_VALUE);
    int limit = Parameters.number(context, "limit", LIMIT_DEFAULT, 1, LIMIT_MAX);
    Json.answer(context, AuditLogAnswer.of(audit.after(after, limit), limit));
  }
}
