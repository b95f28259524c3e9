package dev.tally.app.cli;

import dev.tally.app.config.Settings;
import dev.tally.app.service.MetadataConnection;
import dev.tally.edl.registry.CachedCatalog;
import dev.tally.edl.registry.Catalog;
import dev.tally.edl.registry.Registry;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.metadata.MetadataDatabase;
import java.time.Clock;

/** What is published in an installation. */
final class PublishedCatalog {
  private PublishedCatalog() {}

  /** From the metadata database; from the Tally that runs where that holds the database. */
  static Catalog read(Settings settings) {
    try (MetadataDatabase metadata = MetadataConnection.open(settings);
        CachedCatalog catalog = new CachedCatalog(new Registry(metadata, Clock.systemUTC()))) {
      return Catalog.of(catalog.latest());
    } catch (TallyException e) {
      if (e.code() == ErrorCode.METADATA_UNAVAILABLE) {
        return Catalog.of(new RunningTally(settings).revisions());
      }
      throw e;
    }
  }
}
