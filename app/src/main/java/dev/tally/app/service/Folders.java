package dev.tally.app.service;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where a checkout keeps what it downloads and what its installations write. */
public final class Folders {
  private Folders() {}

  /** The checkout: what the launcher names, or the folder above that holds the launcher. */
  public static Path root() {
    Path named = Path.of(System.getProperty("tally.root", "")).toAbsolutePath();
    for (Path folder = named; folder != null; folder = folder.getParent()) {
      if (Files.isExecutable(folder.resolve("tally"))) {
        return folder;
      }
    }
    return named;
  }

  /** {@code .tally} of the checkout that the launcher names, or of the working folder. */
  public static Path state() {
    return Path.of(System.getProperty("tally.root", "")).toAbsolutePath().resolve(".tally");
  }

  /** Shared by all installations: the engine's library, the demo's data. */
  public static Path downloads() {
    return state();
  }

  /** The embedded engine's, in an installation's data folder. */
  public static Path engine(Path data) {
    return data.resolve("engine");
  }

  /** Of the operator, in an installation's data folder. */
  public static Path operatorToken(Path data) {
    return data.resolve("operator.token");
  }

  /** The collector's, in an installation's data folder. */
  public static Path journal(Path data) {
    return data.resolve("journal");
  }
}
