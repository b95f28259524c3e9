package dev.tally.app.demo;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.storage.npm.NpmInstall;
import java.nio.file.Path;

/** Fetches the demo's data set: the pinned npm package {@code vega-datasets}. */
public final class DemoData {
  private static final String PARQUET = "vega-datasets/data/flights-3m.parquet";

  private DemoData() {}

  /**
   * The Parquet file, fetched unless it is there.
   *
   * @param folder where npm installs to
   * @throws TallyException NOT_FOUND when it can't be had
   */
  public static Path fetch(Path folder) {
    return new NpmInstall("the demo's data", DemoData.class, folder, ErrorCode.NOT_FOUND)
        .fetch(PARQUET);
  }
}
