package dev.tally.error;

/**
 * Stable codes of everything that can go wrong. A code is part of the public contract: it stands in
 * logs, API answers, metrics and {@code events_rejected}, and never changes its meaning.
 */
public enum ErrorCode {
  // What a person or a producer got wrong.
  EDL_SYNTAX(Category.USER),
  EDL_INVALID(Category.USER),
  EDL_NAME_CONFLICT(Category.USER),
  CONFIG_INVALID(Category.USER),
  REQUEST_INVALID(Category.USER),
  REQUEST_TOO_LARGE(Category.USER),
  UNAUTHORIZED(Category.USER),
  /** Who asks is known, and may not do this. */
  FORBIDDEN(Category.USER),
  NOT_FOUND(Category.USER),
  /** It does not fit what is there now; look, and ask again. */
  CONFLICT(Category.USER),
  BATCH_MALFORMED(Category.USER),
  BATCH_TOO_LARGE(Category.USER),
  EVENT_TYPE_UNKNOWN(Category.USER),
  REVISION_UNKNOWN(Category.USER),
  EVENT_MALFORMED(Category.USER),
  EVENT_TOO_LARGE(Category.USER),
  ATTRIBUTE_MISSING(Category.USER),
  ATTRIBUTE_INVALID(Category.USER),
  ATTRIBUTE_UNKNOWN(Category.USER),
  TIME_TOO_OLD(Category.USER),
  TIME_TOO_FAR_AHEAD(Category.USER),

  // What the machine or another process lacks.
  PORT_IN_USE(Category.CAPACITY),
  DISK_FULL(Category.CAPACITY),
  JOURNAL_FULL(Category.CAPACITY),
  JOURNAL_IN_USE(Category.CAPACITY),
  COLLECTOR_BUSY(Category.CAPACITY),
  QUOTA_EXCEEDED(Category.CAPACITY),
  COLLECTOR_STOPPING(Category.CAPACITY),
  QUERY_LIMIT(Category.CAPACITY),
  QUERY_CANCELLED(Category.CAPACITY),
  ENGINE_UNAVAILABLE(Category.CAPACITY),
  METADATA_UNAVAILABLE(Category.CAPACITY),

  // What is broken.
  JOURNAL_CORRUPT(Category.INTERNAL),
  JOURNAL_FAILED(Category.INTERNAL),
  ENGINE_FAILED(Category.INTERNAL),
  ENGINE_MISSING(Category.INTERNAL),
  PROTOC_FAILED(Category.INTERNAL),
  INTERNAL(Category.INTERNAL);

  /** Whose turn it is. */
  public enum Category {
    /** The caller's: the same request will fail again. */
    USER,
    /** The operator's: room, time or a dependency is missing; a later try may succeed. */
    CAPACITY,
    /** Ours. */
    INTERNAL
  }

  private final Category category;

  ErrorCode(Category category) {
    this.category = category;
  }

  public Category category() {
    return category;
  }
}
