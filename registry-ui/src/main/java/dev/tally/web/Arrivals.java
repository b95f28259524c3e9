package dev.tally.web;

import dev.tally.storage.ClickHouse;
import dev.tally.storage.statement.SelectEventVolumes;
import dev.tally.storage.statement.SelectEventVolumes.Volume;
import dev.tally.storage.statement.SelectRejectCounts;
import dev.tally.storage.statement.SelectRejectCounts.RejectCount;
import dev.tally.web.answer.VolumeTotals;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What arrived of every event type, at most {@link #AGE_MS} old. */
final class Arrivals {
  /** Pages ask every few seconds, each of them; this is often enough for all. */
  static final int AGE_MS = 1_000;

  private final Recent<Snapshot> snapshot;

  Arrivals(ClickHouse clickHouse, Clock clock) {
    SelectEventVolumes volumes = new SelectEventVolumes(clickHouse);
    SelectRejectCounts rejects = new SelectRejectCounts(clickHouse);
    this.snapshot =
        new Recent<>(
            clock,
            Duration.ofMillis(AGE_MS),
            () -> Snapshot.of(volumes.run(clock.instant()), rejects.run()));
  }

  Snapshot snapshot() {
    return snapshot.value();
  }

  /**
   * @param volumes by event type; none where nothing was stored
   * @param rejects by name, most rejected first, whether or not there is such an event type
   */
  record Snapshot(Map<String, Volume> volumes, Map<String, RejectCount> rejects) {
    private static final List<Long> NO_EVENTS =
        Collections.nCopies(SelectEventVolumes.RECENT_MINUTES, 0L);

    static Snapshot of(List<Volume> volumes, List<RejectCount> rejects) {
      Map<String, Volume> volumeByEvent = new LinkedHashMap<>();
      volumes.forEach(volume -> volumeByEvent.put(volume.event(), volume));
      Map<String, RejectCount> rejectsByEvent = new LinkedHashMap<>();
      rejects.forEach(reject -> rejectsByEvent.put(reject.event(), reject));
      return new Snapshot(volumeByEvent, rejectsByEvent);
    }

    VolumeTotals totals(String event) {
      RejectCount rejected = rejects.get(event);
      return VolumeTotals.of(volumes.get(event), rejected == null ? 0 : rejected.rejected());
    }

    List<Long> recent(String event) {
      @Nullable Volume volume = volumes.get(event);
      return volume == null ? NO_EVENTS : volume.recent();
    }
  }
}
