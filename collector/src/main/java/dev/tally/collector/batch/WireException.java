package dev.tally.collector.batch;

/**
 * Bytes that are not protobuf. Carries no stack trace: hostile bytes must not cost more than honest
 * ones.
 */
public final class WireException extends Exception {
  private static final long serialVersionUID = 1;

  public WireException(String message) {
    super(message, null, false, false);
  }
}
