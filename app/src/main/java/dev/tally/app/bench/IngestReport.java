package dev.tally.app.bench;

import java.util.Map;

/**
 * What {@code tally bench ingest} prints.
 *
 * @param events sent in the throughput part
 * @param eventsPerSecond from the first {@code send()} until the last event can be queried
 * @param acknowledgedPerSecond until the last acknowledgement
 * @param cpuMicrosPerEvent by stage
 * @param allocatedBytesPerEvent by stage, this process only
 * @param halfLoad latencies at half of {@code eventsPerSecond}
 * @param httpEventsPerSecond as NDJSON through the HTTP edge, until the last can be queried
 * @param bytesPerEvent on disk in {@code events}, merged
 * @param typedBytesPerEvent of the same events in one typed table per event type, merged
 * @param baselines rows per second of other ways into the same engine, same run
 * @param ratios {@code eventsPerSecond} by each of them
 */
public record IngestReport(
    int processors,
    long events,
    long eventsPerSecond,
    long acknowledgedPerSecond,
    Map<String, Double> cpuMicrosPerEvent,
    Map<String, Double> allocatedBytesPerEvent,
    Latencies halfLoad,
    long httpEventsPerSecond,
    double bytesPerEvent,
    double typedBytesPerEvent,
    Map<String, Long> baselines,
    Map<String, Double> ratios) {

  /**
   * @param offeredPerSecond events
   * @param acknowledgedP50Ms from {@code send()} to the acknowledgement
   * @param visibleP50Ms from {@code send()} to the commit of the event's block
   */
  public record Latencies(
      long offeredPerSecond,
      double acknowledgedP50Ms,
      double acknowledgedP99Ms,
      double visibleP50Ms,
      double visibleP99Ms) {}
}
