package dev.tally.app.transfer;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.nio.file.Path;

/**
 * How sources are imported.
 *
 * @param collector where to, host:port
 * @param parallel most sources at once, and most ranges of rows that are made into batches at once
 * @param rowsPerSecondMax of all sources together; 0 for no limit
 * @param errorFile gets the rows that become no event
 */
public record ImportOptions(String collector, int parallel, long rowsPerSecondMax, Path errorFile) {
  /** A source takes a connection and up to 8 MiB that are not acknowledged. */
  public static final int PARALLEL_MAX = 32;

  public ImportOptions {
    if (parallel < 1 || parallel > PARALLEL_MAX) {
      throw invalid("--parallel " + parallel + ": name 1 to " + PARALLEL_MAX);
    }
    if (rowsPerSecondMax < 0) {
      throw invalid("--rate " + rowsPerSecondMax + ": name rows a second, or 0 for no limit");
    }
  }

  private static TallyException invalid(String message) {
    return new TallyException(ErrorCode.REQUEST_INVALID, message);
  }
}
