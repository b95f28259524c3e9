package dev.tally.collector.journal;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.util.Locale;

/** What an I/O error of the journal's disk means. */
public final class JournalFailure {
  private JournalFailure() {}

  /** DISK_FULL, or JOURNAL_FAILED for anything else that the disk answers. */
  public static TallyException of(String what, Exception cause) {
    String reason = String.valueOf(cause.getMessage());
    boolean full =
        reason.toLowerCase(Locale.ROOT).contains("no space left")
            || reason.toLowerCase(Locale.ROOT).contains("quota exceeded");
    return full
        ? new TallyException(ErrorCode.DISK_FULL, what + ": the disk is full; make room", cause)
        : new TallyException(ErrorCode.JOURNAL_FAILED, what + ": " + cause, cause);
  }
}
