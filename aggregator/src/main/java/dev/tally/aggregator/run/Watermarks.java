package dev.tally.aggregator.run;

import dev.tally.aggregator.statement.InsertWatermarks;
import dev.tally.storage.ClickHouse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Notes how far rollups are: after each run, and now and then when there is nothing to do. */
final class Watermarks {
  /** Between two notes that nothing is left: watermarks move by the minute. */
  static final Duration IDLE_NOTE_INTERVAL = Duration.ofMinutes(1);

  private final InsertWatermarks insertWatermarks;
  private final Clock clock;
  private volatile Instant nothingLeftNoted = Instant.MIN;

  Watermarks(ClickHouse clickHouse, Clock clock) {
    this.insertWatermarks = new InsertWatermarks(clickHouse);
    this.clock = clock;
  }

  void move(Run run) {
    insertWatermarks.run(run.id(), run.resolutions(), run.ranges(), clock.instant());
  }

  /** Of all that was committed before the look. */
  void nothingLeft(List<Duration> resolutions, Instant look) {
    if (nothingLeftNoted.isBefore(look.minus(IDLE_NOTE_INTERVAL))) {
      insertWatermarks.nothingLeft(resolutions, look);
      nothingLeftNoted = look;
    }
  }
}
