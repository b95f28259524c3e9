package dev.tally.sdk;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The batches that are not acknowledged, oldest first, and which of them are still to be sent on
 * the present stream. Used by the sender's thread only.
 *
 * <p>A collector that can't read a batch ends the stream without saying which one it was. So the
 * batches that were out at that time become suspects and are sent again one at a time: the stream
 * that ends with a single batch out names the culprit.
 */
final class Window {
  private final int batchesMax;
  private final Deque<Batch> unacknowledged = new ArrayDeque<>();
  private final Deque<Batch> unsent = new ArrayDeque<>();
  private long lastSuspect;

  Window(int batchesMax) {
    this.batchesMax = batchesMax;
  }

  boolean isEmpty() {
    return unacknowledged.isEmpty();
  }

  /** Whether a new batch may be made: all others are on the stream, and there is room. */
  boolean takesNew() {
    return unsent.isEmpty() && unacknowledged.size() < batchesMax && !hasSuspects();
  }

  /** A new batch, which goes on the stream now. */
  void add(Batch batch) {
    unacknowledged.addLast(batch);
  }

  /** The next batch to send again; null when none is due. */
  @Nullable Batch nextRepeat() {
    if (hasSuspects() && out() > 0) {
      return null;
    }
    return unsent.pollFirst();
  }

  /** The batch is settled; null when it was so before. */
  @Nullable Batch remove(long number) {
    // Acknowledgements come in order, so this nearly always ends at the first.
    for (Iterator<Batch> batches = unacknowledged.iterator(); batches.hasNext(); ) {
      Batch batch = batches.next();
      if (batch.number() == number) {
        batches.remove();
        unsent.remove(batch);
        return batch;
      }
    }
    return null;
  }

  /** The stream is gone: everything is to be sent again. */
  void streamEnded() {
    unsent.clear();
    unsent.addAll(unacknowledged);
  }

  /**
   * The stream ended because of a batch. Call before {@link #streamEnded}.
   *
   * @return the number of that batch; 0 while it is not known
   */
  long refused() {
    long first = 0;
    long last = 0;
    for (Batch batch : unacknowledged) {
      if (!unsent.contains(batch)) {
        first = first == 0 ? batch.number() : first;
        last = batch.number();
      }
    }
    lastSuspect = Math.max(lastSuspect, last);
    return first == last ? first : 0;
  }

  /** The batch that waits longest for its acknowledgement; null when none is out. */
  @Nullable Batch oldestOut() {
    return out() > 0 ? unacknowledged.peekFirst() : null;
  }

  /** Every event before this queue position is settled. */
  long settledUntil(long queueHead) {
    Batch oldest = unacknowledged.peekFirst();
    return oldest == null ? queueHead : oldest.from();
  }

  private int out() {
    return unacknowledged.size() - unsent.size();
  }

  private boolean hasSuspects() {
    Batch oldest = unacknowledged.peekFirst();
    return oldest != null && oldest.number() <= lastSuspect;
  }
}
