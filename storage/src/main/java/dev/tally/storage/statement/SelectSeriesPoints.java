package dev.tally.storage.statement;

import dev.tally.storage.ClickHouse;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * The points of some series. Of the points of one path and time the one with the highest version
 * counts, whether or not the engine has merged the others away.
 */
public final class SelectSeriesPoints {
  /** Paths that are named in a query, and bytes of them: a parameter has a limit. */
  public static final int PATHS_MAX = 1_000;

  private static final int PATH_BYTES_MAX = 100_000;

  /** Points per query, about: 20 bytes each in the engine. */
  private static final long POINTS_MAX = 2_000_000;

  // Which version counts is decided here: GROUP BY path, time costs the engine as much as all the
  // rest.
  private static final String SQL =
      """
      SELECT path, groupArray(toUnixTimestamp(time)), groupArray(value), groupArray(version)
      FROM series
      WHERE %s
          AND time >= {from:DateTime('UTC')} AND time < {until:DateTime('UTC')}
      GROUP BY path
      """;

  private static final String LISTED = SQL.formatted("path IN {paths:Array(String)}");

  private static final String MATCHING =
      SQL.formatted(
          "path >= {first:String} AND path <= {last:String} AND match(path, {regex:String})");

  private final ClickHouse clickHouse;

  public SelectSeriesPoints(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /** Ascending in time. The arrays are the caller's to read. */
  public static final class Points {
    private final long[] times;
    private final double[] values;

    public Points(long[] times, double[] values) {
      this.times = times;
      this.values = values;
    }

    public int size() {
      return times.length;
    }

    /** Seconds since the epoch: the beginnings of the buckets. */
    public long[] times() {
      return times;
    }

    public double[] values() {
      return values;
    }
  }

  /**
   * By path, in the order asked for; a path without points is not there.
   *
   * @param from inclusive; a fraction of a second is dropped, and so it is from {@code until}
   * @param until exclusive
   */
  public Map<String, Points> run(List<String> paths, Instant from, Instant until) {
    Map<String, Points> unordered = new HashMap<>();
    run(paths, from, until, 1, unordered::put);
    Map<String, Points> found = new LinkedHashMap<>();
    for (String path : paths) {
      Points points = unordered.get(path);
      if (points != null) {
        found.put(path, points);
      }
    }
    return found;
  }

  /**
   * The same path by path, in any order, as they come: no more than one path's points need be in
   * memory.
   *
   * @param pointsPerPath about how many a path has in the range, at least 1: the engine has those
   *     of some paths in memory
   */
  public void run(
      List<String> paths,
      Instant from,
      Instant until,
      long pointsPerPath,
      BiConsumer<String, Points> reader) {
    int pathsMax = Math.clamp(POINTS_MAX / pointsPerPath, 1, PATHS_MAX);
    for (List<String> some : slices(paths, pathsMax)) {
      read(LISTED, Map.of("paths", some), from, until, reader);
    }
  }

  /**
   * The same for paths that are all those of a regular expression, or nearly: a thousand at a time
   * by their names take twice as long. The reader is told of others that match and lie between
   * them, too.
   *
   * @param regex of the whole path, in RE2's syntax
   * @param paths in the order of their bytes
   */
  public void runMatching(
      String regex,
      List<String> paths,
      Instant from,
      Instant until,
      long pointsPerPath,
      BiConsumer<String, Points> reader) {
    int pathsMax = Math.clamp(POINTS_MAX / pointsPerPath, 1, Integer.MAX_VALUE);
    for (int begin = 0; begin < paths.size(); begin += pathsMax) {
      int end = (int) Math.min(paths.size(), (long) begin + pathsMax);
      read(
          MATCHING,
          Map.of("first", paths.get(begin), "last", paths.get(end - 1), "regex", regex),
          from,
          until,
          reader);
    }
  }

  private void read(
      String sql,
      Map<String, Object> which,
      Instant from,
      Instant until,
      BiConsumer<String, Points> reader) {
    Map<String, Object> parameters = new HashMap<>(which);
    parameters.put("from", Instant.ofEpochSecond(from.getEpochSecond()));
    parameters.put("until", Instant.ofEpochSecond(until.getEpochSecond()));
    clickHouse.read(sql, parameters, "RowBinary", stream -> decode(stream, reader));
  }

  /** Whether so many paths, with so many points each, are read in one statement. */
  public static boolean isOneRead(List<String> paths, long pointsPerPath) {
    return slices(paths, Math.clamp(POINTS_MAX / pointsPerPath, 1, PATHS_MAX)).size() <= 1;
  }

  private static List<List<String>> slices(List<String> paths, int pathsMax) {
    List<List<String>> slices = new ArrayList<>();
    List<String> slice = new ArrayList<>();
    int bytes = 0;
    for (String path : paths) {
      if (slice.size() == pathsMax || bytes + path.length() > PATH_BYTES_MAX) {
        slices.add(slice);
        slice = new ArrayList<>();
        bytes = 0;
      }
      slice.add(path);
      bytes += path.length() + 3;
    }
    if (!slice.isEmpty()) {
      slices.add(slice);
    }
    return slices;
  }

  private static boolean decode(InputStream stream, BiConsumer<String, Points> reader)
      throws IOException {
    RowBinaryInput in = new RowBinaryInput(stream);
    while (!in.atEnd()) {
      String path = in.string();
      reader.accept(path, VersionedPoints.latest(in.ints(), in.doubles(), in.longs()));
    }
    return true;
  }
}
