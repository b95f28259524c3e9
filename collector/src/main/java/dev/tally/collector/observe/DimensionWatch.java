package dev.tally.collector.observe;

import dev.tally.edl.model.Aggregate;
import dev.tally.storage.sketch.ValueHash;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The eye of the encoder on one dimension of one revision. A block's dictionary numbers its
 * strings, so one bit per number says whether the block had this value of this dimension before:
 * the hash is computed, and the count touched, once per distinct value and block. What all other
 * events pay is a comparison or two and the test of that bit.
 *
 * <p>One thread.
 */
public final class DimensionWatch {
  private static final byte[] OTHER = Aggregate.TopK.OTHER.getBytes(StandardCharsets.UTF_8);
  private static final int WORDS_MIN = 16;

  /** Days since the epoch have 16 bits, as ClickHouse's Date has. */
  private static final long DAYS_MASK = 0xFFFF;

  private static final long NONE = -1;

  private final DimensionObserver observer;
  private final String eventType;
  private final String attribute;
  private final int revision;
  private final boolean shows;
  private final boolean seesDeclared;
  private long[] seen = new long[WORDS_MIN];
  private long span = NONE;
  private @Nullable DimensionDay current;

  DimensionWatch(
      DimensionObserver observer,
      String eventType,
      String attribute,
      int revision,
      boolean shows,
      boolean seesDeclared) {
    this.observer = observer;
    this.eventType = eventType;
    this.attribute = attribute;
    this.revision = revision;
    this.shows = shows;
    this.seesDeclared = seesDeclared;
  }

  /** Whether an enum's declared values are values like any. */
  public boolean seesDeclared() {
    return seesDeclared;
  }

  /** Of a block's events of one day of receipt; another one for each. */
  public static long span(long blockGeneration, int day) {
    return blockGeneration << Short.SIZE | day;
  }

  /**
   * Whether an event of the span had the value before: then there is nothing to tell.
   *
   * @param index of the value in the block's dictionary
   */
  public boolean hasSeen(int index, long eventSpan) {
    int word = index >>> 6;
    return eventSpan == span && word < seen.length && (seen[word] & 1L << index) != 0;
  }

  /**
   * An event has a value that none of the span had before.
   *
   * @param index of the value in the block's dictionary
   */
  public void see(int index, long eventSpan, byte[] source, int offset, int length) {
    if (eventSpan != span) {
      begin(eventSpan);
    }
    int word = index >>> 6;
    if (word >= seen.length) {
      seen = Arrays.copyOf(seen, Math.max(2 * seen.length, word + 1));
    }
    seen[word] |= 1L << index;
    DimensionDay found = current;
    if (found != null && length > 0 && !isOther(source, offset, length)) {
      found.add(ValueHash.of(source, offset, length), source, offset, length, revision, shows);
    }
  }

  private void begin(long eventSpan) {
    int day = day(eventSpan);
    // Asked anew for each block: a day that nobody has touched for long is forgotten.
    DimensionDay found = observer.day(new DimensionKey(day, eventType, attribute));
    if (found == null && (span == NONE || day != day(span))) {
      observer.countUnobserved();
    }
    current = found;
    span = eventSpan;
    Arrays.fill(seen, 0);
  }

  private static int day(long eventSpan) {
    return (int) (eventSpan & DAYS_MASK);
  }

  private static boolean isOther(byte[] source, int offset, int length) {
    return Arrays.equals(source, offset, offset + length, OTHER, 0, OTHER.length);
  }
}
