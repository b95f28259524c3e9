package dev.tally.web;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the React application from the jar: its assets, which are named by their content and never
 * change, and its page at every address that the application knows. Any other address that a
 * browser navigates to gets the page too, with 404: the application says what is missing.
 */
public final class WebApp implements Consumer<JavalinConfig> {
  private static final Logger log = LoggerFactory.getLogger(WebApp.class);

  /** The application's own addresses; see ui/src/router.tsx. */
  static final List<String> PAGES =
      List.of(
          "/",
          "/events",
          "/events/{name}",
          "/explore",
          "/alerts",
          "/alerts/{id}",
          "/docs",
          "/docs/{page}",
          "/reviews",
          "/reviews/new",
          "/reviews/{id}",
          "/reviews/{id}/edit");

  /**
   * Everything comes from here, and nothing is inline. Styles that scripts set on elements need no
   * permission; style attributes and elements in the page would, and there are none.
   */
  static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'"
          + " data:; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  private static final String IMMUTABLE = "public, max-age=31536000, immutable";
  private static final String REVALIDATE = "no-cache";

  private final WebFiles files;

  /** The application in this jar. */
  public WebApp() {
    this(WebFiles.ofClasspath("/web/"));
  }

  WebApp(WebFiles files) {
    this.files = files;
    if (files.find("index.html").isEmpty()) {
      log.warn("The web application is not in this build (it was made with -Dui.skip); the API is");
    }
  }

  @Override
  public void accept(JavalinConfig config) {
    PAGES.forEach(path -> config.routes.get(path, context -> answerPage(context, 200)));
    for (String name : files.names()) {
      if (!name.equals("index.html")) {
        config.routes.get("/" + name, context -> answerFile(context, name));
      }
    }
    config.routes.error(404, this::answerMissing);
  }

  private void answerMissing(Context context) {
    boolean navigates =
        context.header("Sec-Fetch-Mode") != null
            ? "navigate".equals(context.header("Sec-Fetch-Mode"))
            : accepts(context, "text/html");
    if (navigates && !context.path().startsWith("/api/")) {
      answerPage(context, 404);
    }
  }

  private void answerPage(Context context, int status) {
    context.status(status);
    context.header("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    context.header("X-Content-Type-Options", "nosniff");
    context.header("Referrer-Policy", "same-origin");
    files
        .find("index.html")
        .ifPresentOrElse(
            page -> send(context, page, REVALIDATE),
            () ->
                context
                    .status(404)
                    .contentType("text/plain; charset=utf-8")
                    .result(
                        "The web application is not in this build: build it without -Dui.skip\n"));
  }

  private void answerFile(Context context, String name) {
    context.header("X-Content-Type-Options", "nosniff");
    send(
        context,
        files.find(name).orElseThrow(),
        name.startsWith("assets/") ? IMMUTABLE : REVALIDATE);
  }

  private static void send(Context context, WebFiles.WebFile file, String caching) {
    context.header("Cache-Control", caching);
    context.header("ETag", file.etag());
    context.header("Vary", "Accept-Encoding");
    if (file.etag().equals(context.header("If-None-Match"))) {
      context.status(304);
      return;
    }
    context.contentType(file.contentType());
    if (file.gzipped() != null && accepts(context, "gzip")) {
      context.header("Content-Encoding", "gzip");
      context.result(file.gzipped());
    } else {
      context.result(file.content());
    }
  }

  private static boolean accepts(Context context, String what) {
    String header = context.header(what.equals("gzip") ? "Accept-Encoding" : "Accept");
    return header != null && header.contains(what);
  }
}
