package dev.tally.app.service;

import java.nio.file.Path;

/** Where a checkout keeps what it downloads and what its installations write. */
public final class Folders {
  private Folders() {}

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

  /** The collector's, in an installation's data folder. */
  public static Path journal(Path data) {
    return data.resolve("journal");
  }
}
