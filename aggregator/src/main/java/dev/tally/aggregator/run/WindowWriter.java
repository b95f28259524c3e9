package dev.tally.aggregator.run;

import dev.tally.aggregator.plan.Planner;
import dev.tally.aggregator.plan.Span;
import dev.tally.aggregator.plan.Window;
import dev.tally.aggregator.run.RunProgress.Step;
import dev.tally.aggregator.statement.InsertWindowPoints;
import dev.tally.aggregator.statement.InsertWindowPoints.Changed;
import dev.tally.aggregator.statement.VanishedPoints;
import dev.tally.aggregator.statement.WindowPoints;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.storage.ClickHouse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Brings rolling windows to where states are. For each: what changed since its last time, in runs
 * that are done, decides which points are merged anew from all their states; then its position is
 * noted. A repeat finds the same, or more.
 */
final class WindowWriter {
  /** Between two times, unless somebody waits: a window of days is merged from many states. */
  static final Duration INTERVAL = Duration.ofMinutes(1);

  private final WindowLog log;
  private final RunLog runs;
  private final InsertWindowPoints insertWindowPoints;
  private final VanishedPoints vanishedPoints;
  private final Clock clock;
  private final RunProgress progress;
  private volatile Instant written = Instant.EPOCH;

  WindowWriter(
      ClickHouse clickHouse,
      MetadataDatabase metadata,
      RunLog runs,
      Clock clock,
      RunProgress progress) {
    this.log = new WindowLog(metadata);
    this.runs = runs;
    this.insertWindowPoints = new InsertWindowPoints(clickHouse);
    this.vanishedPoints = new VanishedPoints(clickHouse);
    this.clock = clock;
    this.progress = progress;
  }

  /** Of upserts; before their states go. */
  void noteReplaced(RunScope scope, List<Window> windows) {
    for (RunScope.Part part : scope.parts()) {
      windows.stream()
          .filter(window -> window.eventType().equals(part.plan().eventType()))
          .map(Window::step)
          .distinct()
          .filter(step -> !part.replaced(step).isEmpty())
          .forEach(
              step ->
                  log.noteReplaced(
                      scope.run(), part.plan().eventType(), step, part.replaced(step)));
    }
  }

  boolean isDue() {
    return !written.plus(INTERVAL).isAfter(clock.instant());
  }

  /** All runs are done, and none begins before the end. */
  void write(Planner planner) {
    List<Window> windows = planner.windows();
    long latest = runs.latest();
    for (Window window : windows) {
      write(window, latest, planner.floor(window, clock.instant()));
    }
    if (!windows.isEmpty()) {
      log.forgetReplaced(latest);
    }
    written = clock.instant();
  }

  /**
   * @param floor the first bucket whose states are kept; windows that reach beyond stay as they are
   */
  private void write(Window window, long latest, long floor) {
    WindowLog.Position before = log.position(window);
    long step = window.step().toSeconds();
    long now = clock.instant().getEpochSecond();
    long open = Math.max(before.open(), now - now % step);
    if (latest == before.run() && open == before.open()) {
      return;
    }
    Optional<Changed> changed = insertWindowPoints.changed(window, before.run());
    long oldest = floor == Span.MIN ? floor : floor + reach(window);
    List<Long> replaced = steps(window, log.replaced(window, before.run()), oldest, open);
    boolean isOpening = before.open() >= 0 && open > before.open();
    if (changed.isPresent() || !replaced.isEmpty() || isOpening) {
      insertWindowPoints.run(points(window, before, oldest, open, changed, replaced), latest);
      progress.reached(window, Step.WINDOW_INSERTED);
      vanishedPoints.delete(latest, window, replaced);
      progress.reached(window, Step.WINDOW_DELETED);
    }
    log.move(window, new WindowLog.Position(latest, open));
  }

  private static WindowPoints points(
      Window window,
      WindowLog.Position before,
      long oldest,
      long open,
      Optional<Changed> changed,
      List<Long> replaced) {
    long reach = reach(window);
    TreeSet<Long> ends = new TreeSet<>(replaced);
    changed.ifPresent(
        c -> {
          ends.add(c.first());
          ends.add(Math.max(c.first(), Math.min(c.last() + reach, open)));
        });
    if (before.open() >= 0 && open > before.open()) {
      ends.add(before.open());
      ends.add(open);
    }
    return new WindowPoints(
        window,
        before.run(),
        before.open(),
        oldest,
        open,
        replaced,
        Math.max(0, ends.first() - reach),
        ends.last());
  }

  /** From the first to the last step of a window. */
  private static long reach(Window window) {
    return window.length().toSeconds() - window.step().toSeconds();
  }

  /** The steps whose windows hold one of the buckets. */
  private static List<Long> steps(Window window, List<Long> buckets, long oldest, long open) {
    TreeSet<Long> steps = new TreeSet<>();
    for (long bucket : buckets) {
      for (long i = 0; i < window.steps(); i++) {
        steps.add(bucket + i * window.step().toSeconds());
      }
    }
    return steps.stream().filter(step -> step >= oldest && step <= open).toList();
  }
}
