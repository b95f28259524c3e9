package dev.tally.aggregator.statement;

import dev.tally.storage.ClickHouse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Points that carbon's clients sent. */
public final class InsertCarbonPoints {
  private static final List<String> COLUMNS = List.of("path", "time", "value", "version");

  private final ClickHouse clickHouse;

  public InsertCarbonPoints(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /** Points by their index; the same whenever they are asked for. */
  public interface Points {
    int size();

    String path(int index);

    /** Seconds since the epoch, on the grid of the series. */
    long time(int index);

    double value(int index);

    /** Of points with equal path and time the one with the highest counts. */
    long version(int index);
  }

  /**
   * @param token names these points; they are dropped if it is known
   */
  public void run(Points points, String token) {
    if (points.size() > 0) {
      clickHouse.insertNative("series", COLUMNS, token, out -> write(points, out));
    }
  }

  private static void write(Points points, OutputStream out) throws IOException {
    int rows = points.size();
    NativeBlock block = new NativeBlock(out, COLUMNS.size(), rows);
    block.beginColumn("path", "String");
    for (int i = 0; i < rows; i++) {
      block.writeString(points.path(i));
    }
    block.beginColumn("time", "DateTime('UTC')");
    for (int i = 0; i < rows; i++) {
      block.writeUInt32(points.time(i));
    }
    block.beginColumn("value", "Float64");
    for (int i = 0; i < rows; i++) {
      block.writeFloat64(points.value(i));
    }
    block.beginColumn("version", "UInt64");
    for (int i = 0; i < rows; i++) {
      block.writeUInt64(points.version(i));
    }
    block.flush();
  }
}
