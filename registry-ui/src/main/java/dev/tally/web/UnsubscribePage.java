package dev.tally.web;

import dev.tally.edl.people.People;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.util.function.Consumer;

/**
 * {@code /unsubscribe?person=ann&key=…}: where the link in a mail leads. GET asks, since mail
 * programs and scanners follow links by themselves; POST does it, from the page or from a mail
 * program's own button (RFC 8058).
 */
public final class UnsubscribePage implements Consumer<JavalinConfig> {
  private static final String PATH = "/unsubscribe";

  /** The key is in the address: nothing is loaded, and nobody is told where one came from. */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private final People people;

  public UnsubscribePage(People people) {
    this.people = people;
  }

  @Override
  public void accept(JavalinConfig config) {
    config.routes.get(PATH, UnsubscribePage::ask);
    config.routes.post(PATH, this::unsubscribe);
  }

  /** The form goes to the page's own address, so that nothing of it is repeated in the page. */
  private static void ask(Context context) {
    answer(
        context,
        "<p>No more mail about reviews?</p>"
            + "<form method=\"post\"><button>No more mail</button></form>");
  }

  private void unsubscribe(Context context) {
    people.unsubscribe(query(context, "person"), query(context, "key"));
    answer(context, "<p>There will be no more mail about reviews.</p>");
  }

  private static String query(Context context, String name) {
    String value = context.queryParam(name);
    return value == null ? "" : value;
  }

  private static void answer(Context context, String body) {
    context.header("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    context.header("Referrer-Policy", "no-referrer");
    context.header("X-Content-Type-Options", "nosniff");
    context.header("Cache-Control", "no-store");
    context.html(
        """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>Tally: mail</title></head>
        <body>%s</body></html>
        """
            .formatted(body));
  }
}
