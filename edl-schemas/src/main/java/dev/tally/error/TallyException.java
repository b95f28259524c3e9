package dev.tally.error;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A failure with a stable code. The message is one line: what, where and what to do about it. */
public final class TallyException extends RuntimeException {
  private final ErrorCode code;
  private final @Nullable Duration retryAfter;

  public TallyException(ErrorCode code, String message) {
    this(code, message, null);
  }

  public TallyException(ErrorCode code, String message, @Nullable Throwable cause) {
    this(code, message, cause, null);
  }

  private TallyException(
      ErrorCode code, String message, @Nullable Throwable cause, @Nullable Duration retryAfter) {
    super(message, cause);
    this.code = requireNonNull(code);
    this.retryAfter = retryAfter;
  }

  /** A failure that passes by itself: the same may work after {@code wait}. */
  public static TallyException retryLater(ErrorCode code, String message, Duration wait) {
    return new TallyException(code, message, null, wait);
  }

  public ErrorCode code() {
    return code;
  }

  /** When to try again, where that is known. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
