package dev.tally.aggregator.statement;

import dev.tally.storage.ClickHouse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Notes series that carbon's clients sent; a repeat changes nothing. */
public final class InsertCarbonSeries {
  private static final List<String> COLUMNS =
      List.of("path", "resolution", "dimension_set", "dimension_values", "time_min", "time_max");
  private static final String TIME_MIN = "SimpleAggregateFunction(min, DateTime('UTC'))";
  private static final String TIME_MAX = "SimpleAggregateFunction(max, DateTime('UTC'))";

  private final ClickHouse clickHouse;

  public InsertCarbonSeries(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /**
   * @param token names these series; they are dropped if it is known
   */
  public void run(List<CarbonSeries> series, String token) {
    if (!series.isEmpty()) {
      clickHouse.insertNative("series_index", COLUMNS, token, out -> write(series, out));
    }
  }

  private static void write(List<CarbonSeries> series, OutputStream out) throws IOException {
    NativeBlock block = new NativeBlock(out, COLUMNS.size(), series.size());
    block.beginColumn("path", "String");
    for (CarbonSeries one : series) {
      block.writeString(one.path());
    }
    block.beginColumn("resolution", "UInt32");
    for (CarbonSeries one : series) {
      block.writeUInt32(one.stepSeconds());
    }
    block.beginColumn("dimension_set", "String");
    for (CarbonSeries one : series) {
      block.writeString(String.join(",", one.tags()));
    }
    block.beginColumn("dimension_values", "Array(String)");
    writeValues(series, block);
    block.beginColumn("time_min", TIME_MIN);
    for (CarbonSeries one : series) {
      block.writeUInt32(one.timeMin());
    }
    block.beginColumn("time_max", TIME_MAX);
    for (CarbonSeries one : series) {
      block.writeUInt32(one.timeMax());
    }
    block.flush();
  }

  /** Where each array ends, then all their elements. */
  private static void writeValues(List<CarbonSeries> series, NativeBlock block) throws IOException {
    long end = 0;
    for (CarbonSeries one : series) {
      end += one.tagValues().size();
      block.writeUInt64(end);
    }
    for (CarbonSeries one : series) {
      for (String value : one.tagValues()) {
        block.writeString(value);
      }
    }
  }
}
