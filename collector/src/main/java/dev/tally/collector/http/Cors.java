package dev.tally.collector.http;

import io.javalin.http.Context;

/**
 * Any page may send: what protects the collector is the write key, which a page has to know, and no
 * cookie. The origin is repeated rather than "*", since beacons are sent with credentials.
 */
final class Cors {
  private static final int MAX_AGE_SECONDS = 86_400;
  private static final int NO_CONTENT = 204;

  private Cors() {}

  static void allow(Context context) {
    String origin = context.header("Origin");
    context.header("Vary", "Origin");
    if (origin != null) {
      context
          .header("Access-Control-Allow-Origin", origin)
          .header("Access-Control-Allow-Credentials", "true")
          .header("Access-Control-Expose-Headers", "Retry-After");
    }
  }

  static void preflight(Context context) {
    allow(context);
    context
        .header("Access-Control-Allow-Methods", "POST")
        .header("Access-Control-Allow-Headers", "Authorization, Content-Type, Content-Encoding")
        .header("Access-Control-Max-Age", Integer.toString(MAX_AGE_SECONDS))
        .status(NO_CONTENT);
  }
}
