package dev.tally.collector.rejects;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Names a rejected event by where it came from; as text {@code producer.batch.row}. Copies of a
 * batch that several collectors rejected are one reject.
 *
 * @param batch unsigned; 0 for a batch that could not be read at all
 */
public record RejectId(UUID producer, long batch, int row) {
  /**
   * @throws TallyException REQUEST_INVALID
   */
  public static RejectId parse(String text) {
    String[] parts = text.split("\\.", -1);
    try {
      if (parts.length == 3) {
        return new RejectId(
            UUID.fromString(parts[0]),
            Long.parseUnsignedLong(parts[1]),
            Integer.parseUnsignedInt(parts[2]));
      }
    } catch (IllegalArgumentException e) {
      throw invalid(text, e);
    }
    throw invalid(text, null);
  }

  private static TallyException invalid(String text, @Nullable Throwable cause) {
    return new TallyException(
        ErrorCode.REQUEST_INVALID,
        "'%s' names no reject: `tally rejects list` shows their names".formatted(text),
        cause);
  }

  @Override
  public String toString() {
    return producer + "." + Long.toUnsignedString(batch) + "." + Integer.toUnsignedString(row);
  }
}
