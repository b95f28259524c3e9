package dev.tally.anomaly;

import dev.tally.storage.ClickHouse;
import dev.tally.storage.testing.EngineExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** What each test begins with: no series at all, and a watch that knows of no alert. */
@ExtendWith(EngineExtension.class)
abstract class WatchedSeries {
  final ClickHouse clickHouse;
  final SeriesWriter series;
  final Watch watch;

  WatchedSeries(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
    series = new SeriesWriter(clickHouse);
    watch = new Watch(clickHouse);
  }

  @BeforeEach
  void empty() {
    series.empty();
  }

  @AfterEach
  void close() {
    watch.close();
  }
}
