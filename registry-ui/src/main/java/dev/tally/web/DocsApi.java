package dev.tally.web;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.web.docs.Docs;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.util.function.Consumer;

/** {@code /api/v1/docs/{page}}: the documentation of the Tally that runs, page by page. */
public final class DocsApi implements Consumer<JavalinConfig> {
  private final Docs docs = new Docs();

  @Override
  public void accept(JavalinConfig config) {
    config.routes.get("/api/v1/docs/{page}", this::read);
  }

  private void read(Context context) {
    String name = context.pathParam("page");
    Json.answer(
        context,
        docs.find(name)
            .orElseThrow(
                () ->
                    new TallyException(
                        ErrorCode.NOT_FOUND,
                        "no page '%s' in the documentation; %s leads to all of them"
                            .formatted(name, Docs.HOME))));
  }
}
