package dev.tally.app.truth;

import java.util.regex.Pattern;

/**
 * A point of a series.
 *
 * @param timeS beginning of its bucket, seconds since the epoch
 */
public record Point(String path, long timeS) {
  private static final Pattern WINDOW =
      Pattern.compile("\\.([a-z0-9_-]+_)?over_[0-9]+[smhd]\\.[0-9]+[smhd](\\.|$)");

  /** Whether it is of a rolling window. */
  public boolean isOfWindow() {
    return WINDOW.matcher(path).find();
  }
}
