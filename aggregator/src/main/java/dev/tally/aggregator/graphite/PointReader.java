package dev.tally.aggregator.graphite;

import dev.tally.aggregator.graphite.KeptPoints.Found;
import dev.tally.aggregator.graphite.KeptPoints.Named;
import dev.tally.aggregator.graphite.KeptPoints.Target;
import dev.tally.aggregator.graphite.function.TimeRange;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.statement.SelectSeriesParts;
import dev.tally.storage.statement.SelectSeriesParts.Part;
import dev.tally.storage.statement.SelectSeriesPoints;
import dev.tally.storage.statement.SelectSeriesPoints.Points;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.BiConsumer;

/**
 * Reads the points of series, for one render. While it is looked up which series a path names,
 * those that it named the last time are being read: as a rule they are the same.
 *
 * <p>For one thread.
 */
final class PointReader implements AutoCloseable {
  /** Of what ends longer ago, nothing is read before it is known what it is. */
  private static final long EARLY_S = 3_600;

  private final ClickHouse clickHouse;
  private final SelectSeriesPoints selectSeriesPoints;
  private final Optional<KeptPoints> kept;
  private final Instant now;
  private Optional<Running> running = Optional.empty();

  /**
   * What was read before it was known whether it is wanted.
   *
   * @param found what the path named the last time
   */
  private record Early(Set<Part> parts, Optional<Found> found) {}

  private record Running(Thread thread, FutureTask<Early> task) {
    static Running start(Callable<Early> work) {
      FutureTask<Early> task = new FutureTask<>(work);
      return new Running(Thread.ofVirtual().name("early-points").start(task), task);
    }

    Early await() {
      try {
        return task.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new TallyException(ErrorCode.QUERY_CANCELLED, "interrupted", e);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException failure) {
          throw failure;
        }
        throw new IllegalStateException(e.getCause());
      }
    }
  }

  /**
   * @param kept points that were read before, where they may be used
   */
  PointReader(ClickHouse clickHouse, Optional<KeptPoints> kept, Instant now) {
    this.clickHouse = clickHouse;
    this.selectSeriesPoints = new SelectSeriesPoints(clickHouse);
    this.kept = kept;
    this.now = now;
  }

  /**
   * Begins to read what a path is likely to name.
   *
   * @param path a glob, or an expression over tags
   */
  void begin(String path, TimeRange range) {
    close();
    if (kept.isPresent()
        && range.until() >= now.getEpochSecond() - EARLY_S
        && kept.get().early().tryAcquire()) {
      running = Optional.of(Running.start(() -> early(kept.get(), path, range)));
    }
  }

  private Early early(KeptPoints points, String path, TimeRange range) {
    try {
      Set<Part> parts = new SelectSeriesParts(clickHouse).run();
      return new Early(parts, points.named(path).map(last -> find(points, last, range, parts)));
    } finally {
      points.early().release();
    }
  }

  private Found find(KeptPoints points, Named last, TimeRange range, Set<Part> parts) {
    TimeGrid grid = TimeGrid.of(range, last.target().step());
    return points.find(clickHouse, last.target(), last.paths(), grid, parts);
  }

  /**
   * Path by path, in any order, as they come.
   *
   * @param asked what named the paths
   * @param paths in the order of their bytes
   */
  void read(String asked, List<String> paths, TimeGrid grid, BiConsumer<String, Points> reader) {
    // What ends now is asked for again when now has moved.
    boolean isAskedAgain =
        !grid.until().isBefore(now.minusSeconds(grid.step()))
            && SelectSeriesPoints.isOneRead(paths, grid.size());
    if (kept.isPresent() && isAskedAgain && !paths.isEmpty()) {
      Target target = new Target(asked, grid.step());
      kept.get().take(find(kept.get(), target, paths, grid)).forEach(reader);
    } else {
      selectSeriesPoints.run(paths, grid.from(), grid.until(), grid.size(), reader);
    }
  }

  private Found find(KeptPoints points, Target target, List<String> paths, TimeGrid grid) {
    Optional<Early> early = running.map(Running::await);
    Set<Part> parts =
        early.map(Early::parts).orElseGet(() -> new SelectSeriesParts(clickHouse).run());
    return early
        .flatMap(Early::found)
        .filter(found -> found.isOf(target, paths, grid))
        .orElseGet(() -> points.find(clickHouse, target, paths, grid, parts));
  }

  /** As {@link #read}, of all paths that match an expression, see {@link SelectSeriesPoints}. */
  void readMatching(
      String regex, List<String> paths, TimeGrid grid, BiConsumer<String, Points> reader) {
    selectSeriesPoints.runMatching(regex, paths, grid.from(), grid.until(), grid.size(), reader);
  }

  /** Nothing is left running; whether what nobody wanted failed is of no account. */
  @Override
  public void close() {
    try {
      if (running.isPresent()) {
        running.get().thread().join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    running = Optional.empty();
  }
}
