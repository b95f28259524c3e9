package dev.tally.app.cli;

import dev.tally.app.config.Settings;
import dev.tally.edl.registry.CachedCatalog;
import dev.tally.edl.registry.Catalog;
import dev.tally.edl.registry.Registry;
import dev.tally.metadata.MetadataDatabase;
import java.time.Clock;

/** What is published in an installation. */
final class PublishedCatalog {
  private PublishedCatalog() {}

  static Catalog read(Settings settings) {
    return MetadataOrTally.of(settings, new CallerOptions())
        .ask(PublishedCatalog::read, tally -> Catalog.of(tally.revisions()));
  }

  private static Catalog read(MetadataDatabase metadata) {
    try (CachedCatalog catalog = new CachedCatalog(new Registry(metadata, Clock.systemUTC()))) {
      return Catalog.of(catalog.latest());
    }
  }
}
