package dev.tally.app.system;

import java.nio.file.Files;
import java.nio.file.Path;

/** Folders of the checkout that the tests run in. */
final class TestFolders {
  private TestFolders() {}

  /** The folder that holds the launcher. */
  static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("tally"))) {
      folder = java.util.Objects.requireNonNull(folder.getParent(), "not in a checkout of Tally");
    }
    return folder;
  }

  /** Where the demo's data are kept, downloaded once for launcher and tests. */
  static Path demoData() {
    return root().resolve(".tally").resolve("demo-data");
  }
}
