package dev.tally.delivery;

import static java.util.Objects.requireNonNull;

/** What came of an attempt. */
public sealed interface Delivery {
  record Delivered() implements Delivery {}

  /**
   * To be tried again.
   *
   * @param why one line
   */
  record Failed(String why) implements Delivery {
    public Failed {
      requireNonNull(why);
    }
  }

  /**
   * It fails each time: not to be tried again.
   *
   * @param why one line
   */
  record Refused(String why) implements Delivery {
    public Refused {
      requireNonNull(why);
    }
  }
}
