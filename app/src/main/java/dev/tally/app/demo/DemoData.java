package dev.tally.app.demo;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Fetches the demo's data set: the pinned npm package {@code vega-datasets}. */
public final class DemoData {
  private static final String PARQUET = "node_modules/vega-datasets/data/flights-3m.parquet";

  /** 18 MB; a slow line gets this long. */
  private static final long FETCH_MAX_MINUTES = 10;

  private DemoData() {}

  /**
   * The Parquet file, fetched unless it is there.
   *
   * @param folder where npm installs to
   * @throws TallyException NOT_FOUND when it can't be had
   */
  public static Path fetch(Path folder) {
    Path parquet = folder.resolve(PARQUET);
    if (!Files.exists(parquet)) {
      try {
        Files.createDirectories(folder);
        copyResource("package.json", folder);
        copyResource("package-lock.json", folder);
        install(folder);
      } catch (IOException e) {
        throw failure(folder, e.toString());
      }
    }
    return parquet;
  }

  private static void copyResource(String name, Path folder) throws IOException {
    try (InputStream in = DemoData.class.getResourceAsStream("/demo/npm/" + name)) {
      if (in == null) {
        throw new IOException("resource demo/npm/" + name + " is missing");
      }
      Files.copy(in, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void install(Path folder) throws IOException {
    Path log = folder.resolve("npm.log");
    Process npm =
        new ProcessBuilder(List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      if (!npm.waitFor(FETCH_MAX_MINUTES, TimeUnit.MINUTES)) {
        throw failure(folder, "it took longer than " + FETCH_MAX_MINUTES + " minutes");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure(folder, "it was interrupted");
    } finally {
      npm.destroy();
    }
    if (npm.exitValue() != 0) {
      throw failure(folder, "npm ended with " + npm.exitValue() + ", see " + log);
    }
  }

  private static TallyException failure(Path folder, String why) {
    return new TallyException(
        ErrorCode.NOT_FOUND,
        "the demo's data (npm package vega-datasets) could not be fetched into %s: %s; check that npm reaches its registry"
            .formatted(folder, why));
  }
}
