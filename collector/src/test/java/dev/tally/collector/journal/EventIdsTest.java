package dev.tally.collector.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventIdsTest {
  private static final int IDS_MAX = 50;

  @TempDir private Path directory;

  /** Held against a set and a queue. */
  @Test
  void theWindowKnowsTheLastIdsAndNoOthers() {
    for (int max : new int[] {1, 2, 7, 1_500}) {
      IdWindow window = new IdWindow(max);
      Set<EventIds.Id> known = new HashSet<>();
      Deque<EventIds.Id> order = new ArrayDeque<>();
      Random random = new Random(max);
      for (int step = 0; step < 20_000; step++) {
        // Few low halves: most ids meet others in the table.
        EventIds.Id id = new EventIds.Id(random.nextInt(3 * max), random.nextInt(8));
        assertThat(window.contains(id.high(), id.low())).isEqualTo(known.contains(id));
        window.add(id.high(), id.low());
        if (known.add(id)) {
          order.add(id);
          if (order.size() > max) {
            known.remove(order.removeFirst());
          }
        }
      }
      assertThat(window.size()).isEqualTo(known.size());
      assertThat(window.since(0)[0]).isEqualTo(order.getFirst().high());
    }
  }

  @Test
  void whatWasPersistedIsKnownAfterARestart() throws IOException {
    EventIds ids = EventIds.open(directory, Disk.REAL, IDS_MAX);
    for (int i = 0; i < 500; i++) {
      ids.addAll(Set.of(new EventIds.Id(i, -i)));
      if (i % 7 == 0) {
        ids.persist();
      }
    }
    ids.persist();
    assertThat(bytes()).as("bounded").isLessThan(3L * IDS_MAX * EventIds.ID_BYTES);
    tear();
    IdWindow window = new IdWindow(IDS_MAX);
    IdLog.open(directory, Disk.REAL, window);
    for (int i = 0; i < 500; i++) {
      assertThat(window.contains(i, -i)).as("%d", i).isEqualTo(i >= 500 - IDS_MAX);
    }
    IdWindow again = new IdWindow(IDS_MAX);
    IdLog.open(directory, Disk.REAL, again);
    assertThat(again.since(0)).isEqualTo(window.since(0));
  }

  /** As a crash in the middle of a write leaves it. */
  private void tear() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      Path last = files.max(java.util.Comparator.naturalOrder()).orElseThrow();
      Files.write(last, new byte[] {1, 2, 3}, StandardOpenOption.APPEND);
    }
  }

  private long bytes() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
