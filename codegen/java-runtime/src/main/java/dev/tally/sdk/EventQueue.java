package dev.tally.sdk;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * The bounded queue between application threads and the sender: many producers, one consumer, no
 * locks.
 *
 * <p>A ring of slots. A position counts events from 0 and never wraps; position p lives in slot p
 * mod capacity. A producer claims the tail by compare-and-set, fills its slot and publishes it by a
 * release store of the payload, so a slot whose payload reads null is claimed but not filled yet.
 * The consumer reads from the head on, and only {@link #release} gives slots back: an event stays
 * here until its batch exists. (D. Vyukov's bounded queue, reduced to one consumer.)
 *
 * <p>The consumer sleeps with an armed position; the producer whose claim reaches it runs {@code
 * wake}, once. Claim and arming are both volatile, so either the producer sees the armed position
 * or the consumer sees the claim.
 */
final class EventQueue {
  /** What an event costs beyond its payload: array header, slot, padding. */
  static final int EVENT_OVERHEAD_BYTES = 32;

  private static final VarHandle PAYLOAD = MethodHandles.arrayElementVarHandle(byte[][].class);

  // One cache line and its prefetched neighbour apart.
  private static final int TAIL = 16;
  private static final int BYTES = 32;
  private static final int HEAD = 48;
  private static final int ARMED = 64;
  private static final int NEVER_SHARED = 80;

  private final int eventsMax;
  private final long bytesMax;
  private final Runnable wake;
  private final int mask;
  private final byte[][] payloads;
  private final EventSchema[] schemas;
  private final long[] sentMs;
  private final AtomicLongArray state = new AtomicLongArray(NEVER_SHARED);

  EventQueue(int eventsMax, long bytesMax, Runnable wake) {
    this.eventsMax = eventsMax;
    this.bytesMax = bytesMax;
    this.wake = wake;
    int slots = Integer.highestOneBit(Math.max(1, eventsMax - 1)) << 1;
    mask = slots - 1;
    payloads = new byte[slots][];
    schemas = new EventSchema[slots];
    sentMs = new long[slots];
    state.set(ARMED, Long.MAX_VALUE);
  }

  /** False when the queue is full. */
  boolean offer(EventSchema schema, byte[] payload, long nowMs) {
    long bytes = (long) payload.length + EVENT_OVERHEAD_BYTES;
    // Best-effort events leave the last quarter to the others.
    int quarters = schema.bestEffort() ? 3 : 4;
    if (state.getAndAdd(BYTES, bytes) + bytes > bytesMax * quarters / 4) {
      state.getAndAdd(BYTES, -bytes);
      return false;
    }
    long room = (long) eventsMax * quarters / 4;
    long position;
    do {
      position = state.get(TAIL);
      if (position - state.get(HEAD) >= room) {
        state.getAndAdd(BYTES, -bytes);
        return false;
      }
    } while (!state.compareAndSet(TAIL, position, position + 1));
    int slot = (int) position & mask;
    schemas[slot] = schema;
    sentMs[slot] = nowMs;
    PAYLOAD.setRelease(payloads, slot, payload);
    long armed = state.get(ARMED);
    if (position + 1 >= armed && state.compareAndSet(ARMED, armed, Long.MAX_VALUE)) {
      wake.run();
    }
    return true;
  }

  /** Position after the last claimed one: the number of events ever taken in. */
  long tail() {
    return state.get(TAIL);
  }

  /** Position of the oldest event that is still here. */
  long head() {
    return state.get(HEAD);
  }

  int size() {
    return (int) (state.get(TAIL) - state.get(HEAD));
  }

  long bytes() {
    return state.get(BYTES);
  }

  boolean isHalfFull() {
    return size() > eventsMax / 2 || bytes() > bytesMax / 2;
  }

  /** Consumer only: null when nobody has filled the position yet. */
  byte @Nullable [] payload(long position) {
    return (byte[]) PAYLOAD.getAcquire(payloads, (int) position & mask);
  }

  /** Consumer only, of a filled position. */
  EventSchema schema(long position) {
    return schemas[(int) position & mask];
  }

  /** Consumer only, of a filled position. */
  long sentMs(long position) {
    return sentMs[(int) position & mask];
  }

  /** Consumer only: gives back the slots before {@code until}. */
  void release(long until) {
    long bytes = 0;
    for (long position = state.get(HEAD); position < until; position++) {
      int slot = (int) position & mask;
      bytes += payloads[slot].length + EVENT_OVERHEAD_BYTES;
      PAYLOAD.set(payloads, slot, (byte[]) null);
    }
    state.getAndAdd(BYTES, -bytes);
    state.set(HEAD, until);
  }

  /**
   * Consumer only: {@code wake} runs once the tail reaches {@code position}.
   *
   * @return false when it is there already; nothing is armed then
   */
  boolean arm(long position) {
    state.set(ARMED, position);
    if (state.get(TAIL) >= position) {
      disarm();
      return false;
    }
    return true;
  }

  /** Consumer only. */
  void disarm() {
    state.set(ARMED, Long.MAX_VALUE);
  }
}
