package dev.tally.aggregator.graphite;

import dev.tally.storage.ClickHouse;
import dev.tally.storage.statement.SelectPartPoints;
import dev.tally.storage.statement.SelectPartPoints.PartPoints;
import dev.tally.storage.statement.SelectSeriesParts;
import dev.tally.storage.statement.SelectSeriesParts.Part;
import dev.tally.storage.statement.SelectSeriesPoints.Points;
import dev.tally.storage.statement.VersionedPoints;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Points of series that were read before, for dashboards that ask for the same ones every few
 * seconds: only what was written since is read again.
 *
 * <p>The engine's parts never change, so points are kept by the part that they were read from. A
 * part that is gone takes its points along; one that is not known yet is read. Whoever writes,
 * deletes or merges need not say so.
 *
 * <p>Which parts there are is asked before points are read. What is merged in between is read once
 * more, in its new part, and does no harm: of the same point the highest version counts. A part
 * that is gone by then never comes back, so it does none either that it passes for known.
 */
final class KeptPoints {
  /** Of all together. */
  private static final long BYTES_MAX = 64L << 20;

  /** Of the series of one target; more are not kept. */
  private static final long ENTRY_BYTES_MAX = 16L << 20;

  /** Of a range, what may lie before it until it is dropped. */
  private static final int OLD_SHARE = 4;

  private final Map<List<String>, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
  private final Counter kept;
  private final Counter read;
  private final long bytesMax;
  private final long entryBytesMax;
  private long bytes;

  /**
   * What was read of some series.
   *
   * @param from the points of all parts are there from here on
   * @param oldest and those of some from here on
   * @param points by path and name of the part
   */
  private record Entry(
      long from,
      long oldest,
      Set<Part> parts,
      Map<String, Map<String, VersionedPoints>> points,
      long bytes) {}

  KeptPoints(MeterRegistry meters) {
    this(meters, BYTES_MAX, ENTRY_BYTES_MAX);
  }

  KeptPoints(MeterRegistry meters, long bytesMax, long entryBytesMax) {
    this.bytesMax = bytesMax;
    this.entryBytesMax = entryBytesMax;
    meters.gauge("tally.graphite.kept.bytes", this, KeptPoints::bytes);
    this.kept = meters.counter("tally.graphite.parts", "points", "kept");
    this.read = meters.counter("tally.graphite.parts", "points", "read");
  }

  /**
   * The points of some series by path.
   *
   * @param from seconds since the epoch, inclusive; {@code until} exclusive
   */
  Map<String, Points> read(ClickHouse clickHouse, List<String> paths, long from, long until) {
    Set<Part> parts = new SelectSeriesParts(clickHouse).run();
    Entry entry = find(paths, from);
    Set<String> known = known(entry, parts);
    List<PartPoints> fresh =
        new SelectPartPoints(clickHouse).run(paths, Instant.ofEpochSecond(from), known);
    kept.increment(known.size());
    read.increment(parts.size() - known.size());
    Map<String, Map<String, VersionedPoints>> all = together(entry, known, fresh);
    keep(paths, entry, all, parts, from, until);
    return latest(all, from, until);
  }

  /** Of all that is kept, about. */
  synchronized long bytes() {
    return bytes;
  }

  private synchronized @Nullable Entry find(List<String> paths, long from) {
    Entry entry = entries.get(paths);
    return entry == null || entry.from() > from ? null : entry;
  }

  private static Set<String> known(@Nullable Entry entry, Set<Part> now) {
    return entry == null
        ? Set.of()
        : names(entry.parts().stream().filter(now::contains).collect(Collectors.toSet()));
  }

  private static Set<String> names(Set<Part> parts) {
    return parts.stream().map(Part::name).collect(Collectors.toSet());
  }

  private static Map<String, Map<String, VersionedPoints>> together(
      @Nullable Entry entry, Set<String> known, List<PartPoints> fresh) {
    Map<String, Map<String, VersionedPoints>> all = new HashMap<>();
    if (entry != null) {
      entry.points().forEach((path, parts) -> all.put(path, only(parts, known)));
    }
    for (PartPoints one : fresh) {
      all.computeIfAbsent(one.path(), path -> new HashMap<>()).put(one.part(), one.points());
    }
    return all;
  }

  private static Map<String, VersionedPoints> only(
      Map<String, VersionedPoints> parts, Set<String> names) {
    Map<String, VersionedPoints> only = new HashMap<>(parts);
    only.keySet().retainAll(names);
    return only;
  }

  private static Map<String, Points> latest(
      Map<String, Map<String, VersionedPoints>> all, long from, long until) {
    Map<String, Points> latest = new HashMap<>();
    all.forEach(
        (path, parts) ->
            latest.put(path, VersionedPoints.latest(new ArrayList<>(parts.values()), from, until)));
    return latest;
  }

  private void keep(
      List<String> paths,
      @Nullable Entry entry,
      Map<String, Map<String, VersionedPoints>> all,
      Set<Part> parts,
      long from,
      long until) {
    Set<String> names = names(parts);
    long oldest = entry == null ? from : entry.oldest();
    boolean isOld = from - oldest > (until - from) / OLD_SHARE;
    Map<String, Map<String, VersionedPoints>> points = new HashMap<>();
    long size = 0;
    for (Map.Entry<String, Map<String, VersionedPoints>> one : all.entrySet()) {
      Map<String, VersionedPoints> own = only(one.getValue(), names);
      if (isOld) {
        own.replaceAll((name, of) -> of.since(from));
      }
      points.put(one.getKey(), own);
      size += own.values().stream().mapToLong(VersionedPoints::bytes).sum();
    }
    add(paths, new Entry(from, isOld ? from : oldest, parts, points, size));
  }

  private synchronized void add(List<String> paths, Entry entry) {
    Entry before = entries.remove(paths);
    bytes -= before == null ? 0 : before.bytes();
    if (entry.bytes() > entryBytesMax) {
      return;
    }
    entries.put(paths, entry);
    bytes += entry.bytes();
    Iterator<Entry> eldest = entries.values().iterator();
    while (bytes > bytesMax && eldest.hasNext()) {
      bytes -= eldest.next().bytes();
      eldest.remove();
    }
  }
}
