package dev.tally.collector.http;

/** A content type or encoding that is not known: HTTP 415. */
final class MediaException extends Exception {
  private static final long serialVersionUID = 1;

  MediaException(String message) {
    super(message, null, false, false);
  }
}
