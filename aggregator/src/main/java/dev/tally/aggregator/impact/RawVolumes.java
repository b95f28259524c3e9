package dev.tally.aggregator.impact;

import dev.tally.aggregator.impact.EventTypeImpact.Volume;
import dev.tally.aggregator.statement.SelectRawVolumes;
import dev.tally.aggregator.statement.SelectRawVolumes.RawVolume;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** How much is stored of event types. */
final class RawVolumes {
  private static final Duration DAY = Duration.ofDays(1);

  private final Look look;
  private final Map<String, RawVolume> volumes;
  private final double rowBytes;

  private RawVolumes(Look look, Map<String, RawVolume> volumes, double rowBytes) {
    this.look = look;
    this.volumes = volumes;
    this.rowBytes = rowBytes;
  }

  static RawVolumes read(Look look, Collection<String> eventTypes) {
    SelectRawVolumes select = new SelectRawVolumes(look.clickHouse());
    return new RawVolumes(
        look, select.run(eventTypes, look.since()), select.rowBytes(look.since()));
  }

  /** When its last row was received; absent where none was. */
  Optional<Instant> last(String eventType) {
    return Optional.ofNullable(volumes.get(eventType)).map(RawVolume::last);
  }

  /** The mean since the first row of the window, or of a day where that is less. */
  double rowsPerDay(String eventType) {
    RawVolume volume = volumes.get(eventType);
    if (volume == null) {
      return 0;
    }
    Instant first = volume.first().isBefore(look.since()) ? look.since() : volume.first();
    double days = Duration.between(first, look.now()).toMillis() / (double) DAY.toMillis();
    return volume.rows() / Math.max(1, days);
  }

  Volume of(String eventType) {
    double rows = rowsPerDay(eventType);
    return new Volume(rows, rows * rowBytes);
  }
}
