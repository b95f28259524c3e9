package dev.tally.anomaly.notify;

import static java.util.Objects.requireNonNull;

/** Tells somebody. Called by one thread at a time; the same notice may come again. */
public interface Notifier {
  Delivery send(Notice notice);

  /** What became of a notice. */
  sealed interface Delivery {
    record Delivered() implements Delivery {}

    /**
     * To be tried again.
     *
     * @param problem one line
     */
    record Failed(String problem) implements Delivery {
      public Failed {
        requireNonNull(problem);
      }
    }
  }
}
