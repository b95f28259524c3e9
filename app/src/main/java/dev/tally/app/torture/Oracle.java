package dev.tally.app.torture;

import dev.tally.app.truth.PlainEvent;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Knows every event that was created, and what its producer was told of it. Uses nothing of what is
 * under test. Thread-safe once every life has its one writer.
 */
final class Oracle {
  private final Map<String, Life> lives = new TreeMap<>();

  /** What one SDK instance made, numbered 0, 1, 2 … */
  static final class Life {
    private final String tag;
    private final List<PlainEvent> made = new ArrayList<>();
    private final BitSet dropped = new BitSet();
    private long acknowledged;
    private long refused;

    private Life(String tag) {
      this.tag = tag;
    }

    String tag() {
      return tag;
    }

    /** Returns its number. */
    synchronized int made(PlainEvent event) {
      made.add(event);
      return made.size() - 1;
    }

    /** The SDK said at once that it does not take this one. */
    synchronized void dropped(int number) {
      dropped.set(number);
    }

    /**
     * @param events acknowledged; a producer's batches are acknowledged in order, so these are the
     *     first of those that were taken
     * @param refusals events of batches that the collector said it can't read
     */
    synchronized void ended(long events, long refusals) {
      acknowledged = events;
      refused = refusals;
    }

    synchronized int count() {
      return made.size();
    }

    synchronized Optional<PlainEvent> event(long number) {
      return number >= 0 && number < made.size() && !dropped.get((int) number)
          ? Optional.of(made.get((int) number))
          : Optional.empty();
    }

    synchronized BitSet acknowledged() {
      BitSet numbers = new BitSet();
      long left = acknowledged;
      for (int number = 0; number < made.size() && left > 0; number++) {
        if (!dropped.get(number)) {
          numbers.set(number);
          left--;
        }
      }
      return numbers;
    }

    private synchronized long before(long timeMs) {
      return made.stream().filter(event -> event.timeMs() < timeMs).count();
    }

    synchronized long droppedCount() {
      return dropped.cardinality();
    }

    synchronized long refused() {
      return refused;
    }
  }

  synchronized Life begin(String tag) {
    Life life = new Life(tag);
    lives.put(tag, life);
    return life;
  }

  synchronized Optional<Life> life(String tag) {
    return Optional.ofNullable(lives.get(tag));
  }

  /** How many events were made that happened before. */
  synchronized long before(long timeMs) {
    return lives.values().stream().mapToLong(life -> life.before(timeMs)).sum();
  }

  synchronized List<Life> lives() {
    return List.copyOf(lives.values());
  }
}
