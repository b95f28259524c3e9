package dev.tally.error;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** A failure with a stable code. The message is one line: what, where and what to do about it. */
public final class TallyException extends RuntimeException {
  private final ErrorCode code;

  public TallyException(ErrorCode code, String message) {
    this(code, message, null);
  }

  public TallyException(ErrorCode code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = requireNonNull(code);
  }

  public ErrorCode code() {
    return code;
  }
}
