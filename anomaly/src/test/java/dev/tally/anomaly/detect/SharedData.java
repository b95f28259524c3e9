package dev.tally.anomaly.detect;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * Labelled real series that are too large to copy into the project: the folder that {@code
 * TALLY_SHARED_DATA} names, or {@code shared/data} in some folder above the project. A test that
 * uses it is skipped, and says so, where it is absent.
 */
final class SharedData {
  private SharedData() {}

  static Path folder(String name) {
    Path found = find(name);
    Assumptions.assumeTrue(
        found != null,
        "skipped: no labelled data '"
            + name
            + "'; set TALLY_SHARED_DATA, or put it into ../shared/data beside the project");
    return java.util.Objects.requireNonNull(found);
  }

  private static @Nullable Path find(String name) {
    String configured = System.getenv("TALLY_SHARED_DATA");
    if (configured != null) {
      Path folder = Path.of(configured, name);
      return Files.isDirectory(folder) ? folder : null;
    }
    for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
      Path folder = up.resolve("shared/data").resolve(name);
      if (Files.isDirectory(folder)) {
        return folder;
      }
    }
    return null;
  }
}
