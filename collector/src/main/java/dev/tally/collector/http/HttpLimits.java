package dev.tally.collector.http;

import dev.tally.collector.batch.BatchReader;
import java.time.Duration;

/** The limits of {@code POST /v1/events}; docs/http.md lists them. */
final class HttpLimits {
  /** Longest body, after decompression; and before. */
  static final int BODY_BYTES_MAX = 8 << 20;

  /** Longest line of an NDJSON body. */
  static final int LINE_BYTES_MAX = 2 << 20;

  /** Most events of one request, bad ones included. */
  static final int REQUEST_EVENTS_MAX = BatchReader.BATCH_EVENTS_MAX;

  /** Most errors that an answer lists; it counts all. */
  static final int ERRORS_LISTED_MAX = 1_000;

  /** Most requests at a time; one that waits for its body takes a few kilobytes. */
  static final int REQUESTS_MAX = 4_096;

  /** So long a body may take to arrive. */
  static final Duration BODY_TIME_MAX = Duration.ofSeconds(30);

  /** After {@link #BODY_PATIENCE} of waiting for it, a body has come at least so fast. */
  static final int BODY_BYTES_PER_SECOND_MIN = 500;

  static final Duration BODY_PATIENCE = Duration.ofSeconds(5);

  /** So long a request waits for its fsync. */
  static final Duration JOURNAL_TIME_MAX = Duration.ofSeconds(30);

  /** Window of a zstd frame: 8 MiB, what the format asks every decoder to allow. */
  static final int ZSTD_WINDOW_LOG_MAX = 23;

  private HttpLimits() {}
}
