package dev.tally.aggregator.graphite;

import dev.tally.storage.ClickHouse;
import dev.tally.storage.statement.SelectPartPoints;
import dev.tally.storage.statement.SelectPartPoints.PartPoints;
import dev.tally.storage.statement.SelectSeriesParts.Part;
import dev.tally.storage.statement.SelectSeriesPoints.Points;
import dev.tally.storage.statement.VersionedPoints;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;

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

  /** Of all requests together: each has a second one of the engine's few connections. */
  private static final int EARLY_MAX = 6;

  /** About so many bytes has a text beside its characters, a part with its name, and an entry. */
  private static final int OBJECT_BYTES = 56;

  private static final int PART_BYTES = 120;
  private static final int ENTRY_BYTES = 400;

  /** Of a range, what may lie before it until it is dropped. */
  private static final int OLD_SHARE = 4;

  private final Map<Target, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

  /** Of a path, the step with which it was asked for last. */
  private final Map<String, Long> steps = new HashMap<>();

  private final Semaphore early = new Semaphore(EARLY_MAX);
  private final Counter kept;
  private final Counter read;
  private final long bytesMax;
  private final long entryBytesMax;
  private long bytes;

  /**
   * What series have in common that are read together.
   *
   * @param path as it was asked for, a glob or an expression over tags
   * @param step seconds
   */
  record Target(String path, long step) {}

  /**
   * What was read of the series that a target names.
   *
   * @param from the points of all parts are there from here on
   * @param oldest and those of some from here on
   * @param points by path and name of the part
   */
  private record Entry(
      List<String> paths,
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

  /** What was asked for by some path the last time, and which series it named. */
  record Named(Target target, List<String> paths) {}

  /**
   * What there is of a target's series: what was kept, and what was read.
   *
   * @param parts that there were before it was read
   * @param points by path and name of the part
   */
  record Found(
      Target target,
      List<String> paths,
      TimeGrid grid,
      Set<Part> parts,
      Map<String, Map<String, VersionedPoints>> points,
      long oldest) {
    boolean isOf(Target asked, List<String> wanted, TimeGrid times) {
      return target.equals(asked) && paths.equals(wanted) && grid.equals(times);
    }
  }

  /** What may be read at once before it is known whether it is wanted. */
  Semaphore early() {
    return early;
  }

  /** Nothing, where nothing of it is kept. */
  synchronized Optional<Named> named(String path) {
    return Optional.ofNullable(steps.get(path))
        .map(step -> new Target(path, step))
        .flatMap(
            target ->
                Optional.ofNullable(entries.get(target))
                    .map(entry -> new Named(target, entry.paths())));
  }

  /**
   * Reads what is not kept of a target's series.
   *
   * @param paths that the target names
   * @param parts that there were before
   */
  Found find(
      ClickHouse clickHouse, Target target, List<String> paths, TimeGrid grid, Set<Part> parts) {
    Optional<Entry> entry = entry(target, paths, grid.from().getEpochSecond());
    Set<String> known = known(entry, parts);
    List<PartPoints> fresh = new SelectPartPoints(clickHouse).run(paths, grid.from(), known);
    kept.increment(known.size());
    read.increment(parts.size() - known.size());
    return new Found(
        target,
        paths,
        grid,
        parts,
        together(entry, known, fresh),
        entry.map(Entry::oldest).orElse(grid.from().getEpochSecond()));
  }

  /** The points of a target's series by path; what was found is kept. */
  Map<String, Points> take(Found found) {
    long from = found.grid().from().getEpochSecond();
    long until = found.grid().until().getEpochSecond();
    keep(found, from, until);
    Map<String, Points> latest = new HashMap<>();
    found
        .points()
        .forEach(
            (path, parts) ->
                latest.put(
                    path, VersionedPoints.latest(new ArrayList<>(parts.values()), from, until)));
    return latest;
  }

  /** Of all that is kept, about. */
  synchronized long bytes() {
    return bytes;
  }

  private synchronized Optional<Entry> entry(Target target, List<String> paths, long from) {
    return Optional.ofNullable(entries.get(target))
        .filter(entry -> entry.from() <= from && entry.paths().equals(paths));
  }

  private static Set<String> known(Optional<Entry> entry, Set<Part> now) {
    return entry
        .map(one -> names(one.parts().stream().filter(now::contains).collect(Collectors.toSet())))
        .orElse(Set.of());
  }

  private static Set<String> names(Set<Part> parts) {
    return parts.stream().map(Part::name).collect(Collectors.toSet());
  }

  private static Map<String, Map<String, VersionedPoints>> together(
      Optional<Entry> entry, Set<String> known, List<PartPoints> fresh) {
    Map<String, Map<String, VersionedPoints>> all = new HashMap<>();
    entry.ifPresent(of -> of.points().forEach((path, parts) -> all.put(path, only(parts, known))));
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

  private void keep(Found found, long from, long until) {
    Set<String> names = names(found.parts());
    boolean isOld = from - found.oldest() > (until - from) / OLD_SHARE;
    Map<String, Map<String, VersionedPoints>> points = new HashMap<>();
    long size = overhead(found);
    for (Map.Entry<String, Map<String, VersionedPoints>> one : found.points().entrySet()) {
      Map<String, VersionedPoints> own = only(one.getValue(), names);
      if (isOld) {
        own.replaceAll((name, of) -> of.since(from));
      }
      points.put(one.getKey(), own);
      size += own.values().stream().mapToLong(VersionedPoints::bytes).sum();
    }
    add(
        found.target(),
        new Entry(found.paths(), from, isOld ? from : found.oldest(), found.parts(), points, size));
  }

  /** What is in memory beside points: a target that has none is kept, too. */
  private static long overhead(Found found) {
    long chars = found.target().path().length();
    for (String path : found.paths()) {
      chars += path.length() + OBJECT_BYTES;
    }
    return chars + (long) found.parts().size() * PART_BYTES + ENTRY_BYTES;
  }

  private synchronized void add(Target target, Entry entry) {
    remove(target);
    if (entry.bytes() > entryBytesMax) {
      return;
    }
    entries.put(target, entry);
    steps.put(target.path(), target.step());
    bytes += entry.bytes();
    while (bytes > bytesMax) {
      remove(entries.keySet().iterator().next());
    }
  }

  private void remove(Target target) {
    Entry entry = entries.remove(target);
    if (entry != null) {
      bytes -= entry.bytes();
      steps.remove(target.path(), target.step());
    }
  }
}
