package dev.tally.aggregator.schedule;

import dev.tally.aggregator.run.Rollup;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import org.quartz.Scheduler;

/** Rolls up, by one job for all resolutions, as long as some metric of the catalog has one. */
public final class RollupSchedule implements AutoCloseable {
  /** The longest time between two looks at what was committed. */
  public static final Duration INTERVAL_MAX = Duration.ofSeconds(10);

  /** The shortest. */
  public static final Duration INTERVAL_MIN = Duration.ofSeconds(1);

  private final Rollup rollup;
  private final RollupRunner runner;
  private final Repeated job;
  private final Duration intervalMax;

  /**
   * Looks for new inserts every second: fresh points cost little, for an empty look is one query.
   */
  public RollupSchedule(Scheduler scheduler, Rollup rollup, MeterRegistry meters) {
    this(scheduler, rollup, meters, INTERVAL_MIN);
  }

  /**
   * @param intervalMax between two looks; where the finest resolution is finer than that, there is
   *     a look as often as that is wide. From {@link #INTERVAL_MIN} to {@link #INTERVAL_MAX}
   */
  public RollupSchedule(
      Scheduler scheduler, Rollup rollup, MeterRegistry meters, Duration intervalMax) {
    if (intervalMax.compareTo(INTERVAL_MIN) < 0 || intervalMax.compareTo(INTERVAL_MAX) > 0) {
      throw new TallyException(
          ErrorCode.CONFIG_INVALID,
          "rollup interval %s is not between %s and %s"
              .formatted(intervalMax, INTERVAL_MIN, INTERVAL_MAX));
    }
    this.rollup = rollup;
    this.runner = new RollupRunner(rollup, meters);
    this.job = new Repeated(scheduler, "rollup", "ladder", runner);
    this.intervalMax = intervalMax;
    job.removeOthers(); // older versions had one per resolution
  }

  /**
   * Makes the job what the catalog's resolutions need: at the start, and whenever the catalog
   * changes. A running one goes on. May be called from any thread.
   */
  public synchronized void update() {
    List<Duration> resolutions = rollup.resolutions();
    if (resolutions.isEmpty()) {
      job.remove();
    } else {
      job.every(shorter(resolutions.getFirst(), intervalMax));
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /**
   * A job that is far behind ends with the run under way; wait for that by the scheduler. The
   * schedule itself stays, for it may be shared.
   */
  @Override
  public void close() {
    runner.stop();
  }
}
