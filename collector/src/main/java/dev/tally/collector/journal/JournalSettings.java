package dev.tally.collector.journal;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;

/**
 * The journal's limits.
 *
 * @param bytesMax of all segment files; above it batches are refused
 * @param segmentBytesMax of one segment file; a record that alone is larger still gets one
 * @param queueBytesMax of batches in memory that wait for the disk; above it batches are refused
 * @param producersMax most producers whose last batch number is remembered
 */
public record JournalSettings(
    long bytesMax, int segmentBytesMax, long queueBytesMax, int producersMax) {
  public static final long BYTES_MAX_DEFAULT = 8L << 30;
  public static final int SEGMENT_BYTES_MAX_DEFAULT = 64 << 20;
  public static final long QUEUE_BYTES_MAX_DEFAULT = 64L << 20;

  /** A journal this small could never be emptied: only whole segments are deleted. */
  private static final int SEGMENTS_MIN = 2;

  /** Room comes back a segment at a time: a small journal should not wait for half of it. */
  private static final int SEGMENTS_TYPICAL = 32;

  public static final JournalSettings DEFAULTS =
      new JournalSettings(
          BYTES_MAX_DEFAULT,
          SEGMENT_BYTES_MAX_DEFAULT,
          QUEUE_BYTES_MAX_DEFAULT,
          Producers.PRODUCERS_MAX);

  public JournalSettings {
    if (segmentBytesMax < 1 || queueBytesMax < 1 || producersMax < 1) {
      throw new TallyException(
          ErrorCode.CONFIG_INVALID,
          "the journal's limits must be positive: "
              + segmentBytesMax
              + " bytes per segment, "
              + queueBytesMax
              + " bytes queued, "
              + producersMax
              + " producers");
    }
    if (bytesMax < (long) SEGMENTS_MIN * segmentBytesMax) {
      throw new TallyException(
          ErrorCode.CONFIG_INVALID,
          "a journal of "
              + bytesMax
              + " bytes is too small for segments of "
              + segmentBytesMax
              + " bytes: allow at least "
              + SEGMENTS_MIN
              + " of them");
    }
  }

  /** Segments for a journal of so many bytes: at most the default, and never few of them. */
  public static int segmentBytes(long bytesMax) {
    return Math.clamp(bytesMax / SEGMENTS_TYPICAL, 1, SEGMENT_BYTES_MAX_DEFAULT);
  }

  public JournalSettings withBytesMax(long bytes, int segmentBytes) {
    return new JournalSettings(bytes, segmentBytes, queueBytesMax, producersMax);
  }

  public JournalSettings withQueueBytesMax(long bytes) {
    return new JournalSettings(bytesMax, segmentBytesMax, bytes, producersMax);
  }
}
