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

  private final DimensionObserver observer;
  private final String eventType;
  private final String attribute;
  private final int revision;
  private final boolean shows;
  private final boolean seesDeclared;
  private long[] seen = new long[WORDS_MIN];
  private long generation;
  private int day;
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

  /**
   * An event has a value.
   *
   * @param index of the value in the block's dictionary
   * @param blockGeneration another one for each block, never 0
   * @param blockDay of the event's receipt, since the epoch
   */
  public void see(
      int index, long blockGeneration, int blockDay, byte[] source, int offset, int length) {
    if (blockGeneration != generation || blockDay != day) {
      begin(blockGeneration, blockDay);
    }
    int word = index >>> 6;
    if (word >= seen.length || (seen[word] & 1L << index) == 0) {
      note(index, source, offset, length);
    }
  }

  private void begin(long blockGeneration, int blockDay) {
    // Asked anew for each block: a day that nobody has touched for long is forgotten.
    DimensionDay found = observer.day(new DimensionKey(blockDay, eventType, attribute));
    if (found == null && (blockDay != day || generation == 0)) {
      observer.countUnobserved();
    }
    current = found;
    generation = blockGeneration;
    day = blockDay;
    Arrays.fill(seen, 0);
  }

  private void note(int index, byte[] source, int offset, int length) {
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

  private static boolean isOther(byte[] source, int offset, int length) {
    return Arrays.equals(source, offset, offset + length, OTHER, 0, OTHER.length);
  }
}
