package dev.tally.aggregator.carbon;

/** One thing that a client sent is not taken. */
final class RefusedException extends Exception {
  private final Refusal refusal;

  /**
   * @param what to be read by who runs the client
   */
  RefusedException(Refusal refusal, String what) {
    super(what, null, false, false);
    this.refusal = refusal;
  }

  Refusal refusal() {
    return refusal;
  }

  String what() {
    return String.valueOf(getMessage());
  }
}
