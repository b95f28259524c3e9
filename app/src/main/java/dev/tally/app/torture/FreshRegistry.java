package dev.tally.app.torture;

import dev.tally.edl.model.EdlFile;
import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.Published;
import dev.tally.edl.registry.Registry;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.metadata.MetadataSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** The registry of an installation that has not started yet. */
public final class FreshRegistry {
  private FreshRegistry() {}

  /** In the order in which they were published, from id 1. */
  public static List<Revision> publish(Path data, List<EdlFile> edl) {
    String url = "jdbc:h2:file:" + data.resolve("metadata").resolve("tally");
    try (MetadataDatabase metadata =
        MetadataDatabase.open(new MetadataSettings(url, "tally", ""))) {
      metadata.migrate("registry");
      return new Registry(metadata, Clock.systemUTC())
          .publish(edl).stream().map(Published::revision).toList();
    }
  }
}
