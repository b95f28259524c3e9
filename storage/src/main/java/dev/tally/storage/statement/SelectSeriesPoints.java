package dev.tally.storage.statement;

import dev.tally.storage.ClickHouse;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
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

  /** Of an array; with the 32 of a time they are a long that is not negative. */
  private static final int INDEX_BITS = 31;

  private static final int BUFFER_BYTES = 1 << 16;

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

  /** RowBinary: lengths as LEB128, numbers little-endian; see ClickHouse, Formats. */
  private static boolean decode(InputStream stream, BiConsumer<String, Points> reader)
      throws IOException {
    DataInputStream in = new DataInputStream(new BufferedInputStream(stream, BUFFER_BYTES));
    for (int first = in.read(); first >= 0; first = in.read()) {
      byte[] path = new byte[length(first, in)];
      in.readFully(path);
      int[] seconds = new int[length(in)];
      bytes(in, seconds.length * Integer.BYTES).asIntBuffer().get(seconds);
      double[] values = new double[length(in)];
      bytes(in, values.length * Double.BYTES).asDoubleBuffer().get(values);
      long[] versions = new long[length(in)];
      bytes(in, versions.length * Long.BYTES).asLongBuffer().get(versions);
      reader.accept(new String(path, StandardCharsets.UTF_8), latest(seconds, values, versions));
    }
    return true;
  }

  /** Parts come in any order, and with points of several versions until they are merged. */
  private static Points latest(int[] seconds, double[] values, long[] versions) {
    if (isAscending(seconds)) {
      return new Points(
          Arrays.stream(seconds).mapToLong(Integer::toUnsignedLong).toArray(), values);
    }
    long[] order = new long[seconds.length];
    Arrays.setAll(order, i -> (Integer.toUnsignedLong(seconds[i]) << INDEX_BITS) | i);
    Arrays.sort(order);
    long[] times = new long[order.length];
    int[] chosen = new int[order.length];
    int size = 0;
    for (long next : order) {
      long time = next >> INDEX_BITS;
      int index = (int) next & Integer.MAX_VALUE;
      if (size == 0 || times[size - 1] != time) {
        times[size] = time;
        chosen[size++] = index;
      } else if (Long.compareUnsigned(versions[index], versions[chosen[size - 1]]) > 0) {
        chosen[size - 1] = index;
      }
    }
    double[] latest = new double[size];
    Arrays.setAll(latest, i -> values[chosen[i]]);
    return new Points(Arrays.copyOf(times, size), latest);
  }

  private static boolean isAscending(int[] seconds) {
    for (int i = 1; i < seconds.length; i++) {
      if (Integer.compareUnsigned(seconds[i - 1], seconds[i]) >= 0) {
        return false;
      }
    }
    return true;
  }

  private static ByteBuffer bytes(DataInputStream in, int count) throws IOException {
    byte[] bytes = new byte[count];
    in.readFully(bytes);
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int length(InputStream in) throws IOException {
    return length(in.read(), in);
  }

  private static int length(int first, InputStream in) throws IOException {
    int value = 0;
    int next = first;
    for (int shift = 0; ; shift += 7) {
      if (next < 0) {
        throw new EOFException("in the middle of a row");
      }
      value |= (next & 0x7f) << shift;
      if (next < 0x80) {
        return value;
      }
      next = in.read();
    }
  }
}
