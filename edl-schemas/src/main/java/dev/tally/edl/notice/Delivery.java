package dev.tally.edl.notice;

import static java.util.Objects.requireNonNull;

/** What came of an attempt. */
public sealed interface Delivery {
  record Delivered() implements Delivery {}

  /**
   * @param why one line
   */
  record Failed(String why) implements Delivery {
    public Failed {
      requireNonNull(why);
    }
  }
}
