package dev.tally.app.bench;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;

/** A benchmark whose events are not taken any more has no figure. */
final class Taken {
  private Taken() {}

  /**
   * @param taken what {@code awaitRoom} or {@code flush} of a client said
   */
  static void require(boolean taken) {
    if (!taken) {
      throw new TallyException(
          ErrorCode.ENGINE_UNAVAILABLE, "the collector takes no events any more");
    }
  }
}
