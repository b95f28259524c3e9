package dev.tally.web;

import dev.tally.edl.model.Durations;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** How far back figures of what arrives go, by time of receipt. */
record Window(Duration length) {
  private static final List<Window> ALL =
      List.of(
          new Window(Duration.ofHours(1)),
          new Window(Duration.ofDays(1)),
          new Window(Duration.ofDays(7)),
          new Window(Duration.ofDays(30)));
  static final Window DEFAULT = new Window(Duration.ofDays(1));

  /** Of the query parameter {@code window}. */
  static Window of(Context context) {
    String text = context.queryParam("window");
    if (text == null) {
      return DEFAULT;
    }
    return ALL.stream()
        .filter(window -> window.text().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                Parameters.invalid(
                    "window is '"
                        + text
                        + "': use "
                        + ALL.stream().map(Window::text).collect(Collectors.joining(", "))));
  }

  String text() {
    return Durations.format(length);
  }
}
