package dev.tally.sdk;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Who waits for what: {@code flush()} and {@code awaitRoom()}. Used by the sender's thread only.
 */
final class Waits {
  private final List<Flush> flushes = new ArrayList<>();
  private final List<CompletableFuture<Boolean>> rooms = new ArrayList<>();
  private long flushUntil;

  private record Flush(long until, CompletableFuture<Boolean> done) {}

  void flush(long until, CompletableFuture<Boolean> done) {
    flushes.add(new Flush(until, done));
    flushUntil = Math.max(flushUntil, until);
  }

  void room(CompletableFuture<Boolean> done) {
    rooms.add(done);
  }

  /** Events before this queue position are wanted at the collector now. */
  long flushUntil() {
    return flushUntil;
  }

  void settled(long until) {
    flushes.removeIf(flush -> flush.until <= until && flush.done.complete(true));
    flushes.removeIf(flush -> flush.done.isDone());
  }

  void refused(Batch batch) {
    for (Flush flush : flushes) {
      if (batch.from() < flush.until) {
        flush.done.complete(false);
      }
    }
  }

  void roomFree() {
    rooms.forEach(room -> room.complete(true));
    rooms.clear();
  }

  void giveUp() {
    flushes.forEach(flush -> flush.done.complete(false));
    rooms.forEach(room -> room.complete(false));
  }
}
