package dev.tally.aggregator.run;

import dev.tally.aggregator.statement.BlockRange;
import dev.tally.aggregator.statement.SelectPendingBlocks;
import dev.tally.aggregator.statement.SelectPendingBlocks.Block;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which committed blocks the next run takes: of each collector those that follow its position. A
 * collector commits its blocks in the order of their numbers, so a number that is missing below one
 * that is there is a block without events, and nothing is on its way.
 *
 * @param events in the ranges
 * @param isMore whether blocks were left for lack of room
 */
record BlockSelection(List<BlockRange> ranges, long events, boolean isMore) {
  BlockSelection {
    ranges = List.copyOf(ranges);
  }

  /**
   * For a resolution that is behind: what the foremost has covered. Where nothing is pending up to
   * there, a range ends there; what it covers then are numbers without a block.
   *
   * @param pending by collector and number; of a collector with as many as a look shows, there may
   *     be more
   * @param goal of each collector, nowhere behind the positions
   */
  static BlockSelection upTo(
      Map<String, Long> goal, List<Block> pending, Map<String, Long> positions, long eventsMax) {
    Map<String, Long> seen =
        pending.stream().collect(Collectors.groupingBy(Block::collector, Collectors.counting()));
    Map<String, Long> last =
        pending.stream()
            .collect(Collectors.toMap(Block::collector, Block::number, Math::max, HashMap::new));
    BlockSelection some =
        of(
            pending.stream()
                .filter(block -> block.number() <= goal.getOrDefault(block.collector(), 0L))
                .toList(),
            positions,
            eventsMax);
    if (some.isMore()) {
      return some;
    }
    List<BlockRange> ranges = new ArrayList<>();
    boolean isMore = false;
    for (Map.Entry<String, Long> to : new TreeMap<>(goal).entrySet()) {
      String collector = to.getKey();
      long end = to.getValue();
      if (seen.getOrDefault(collector, 0L) >= SelectPendingBlocks.BLOCKS_PER_COLLECTOR_MAX) {
        isMore |= last.getOrDefault(collector, 0L) < end;
        end = Math.min(end, last.getOrDefault(collector, 0L));
      }
      long first = positions.getOrDefault(collector, 0L) + 1;
      if (first <= end) {
        ranges.add(new BlockRange(collector, first, end));
      }
    }
    return new BlockSelection(ranges, some.events(), isMore);
  }

  /**
   * Collectors take turns by events taken, so that none waits for another's backlog.
   *
   * @param pending by collector and number
   * @param eventsMax is passed by at most one block, so that a large block does not wait forever
   */
  static BlockSelection of(List<Block> pending, Map<String, Long> positions, long eventsMax) {
    Map<String, Queue> queues = new TreeMap<>();
    for (Block block : pending) {
      queues
          .computeIfAbsent(block.collector(), c -> new Queue(c, positions.getOrDefault(c, 0L)))
          .offer(block);
    }
    long events = 0;
    Optional<Queue> next = next(queues);
    while (next.isPresent() && events < eventsMax) {
      events += next.get().take();
      next = next(queues);
    }
    List<BlockRange> ranges =
        queues.values().stream().flatMap(queue -> queue.range().stream()).toList();
    return new BlockSelection(ranges, events, next.isPresent());
  }

  private static Optional<Queue> next(Map<String, Queue> queues) {
    return queues.values().stream()
        .filter(queue -> !queue.blocks.isEmpty())
        .min(Comparator.comparingLong(queue -> queue.events));
  }

  /** The blocks of one collector that may be taken, oldest first. */
  private static final class Queue {
    private final String collector;
    private final long position;
    private final ArrayDeque<Block> blocks = new ArrayDeque<>();
    private final List<Long> taken = new ArrayList<>();
    private long events;

    Queue(String collector, long position) {
      this.collector = collector;
      this.position = position;
    }

    void offer(Block block) {
      blocks.add(block);
    }

    long take() {
      Block block = blocks.remove();
      taken.add(block.number());
      events += block.events();
      return block.events();
    }

    Optional<BlockRange> range() {
      return taken.isEmpty()
          ? Optional.empty()
          : Optional.of(new BlockRange(collector, position + 1, taken.getLast()));
    }
  }
}
