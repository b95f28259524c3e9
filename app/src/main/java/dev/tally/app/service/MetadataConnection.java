package dev.tally.app.service;

import dev.tally.app.config.Settings;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.metadata.MetadataSettings;

/** Opens the metadata database of an installation with the tables of every module. */
public final class MetadataConnection {
  private MetadataConnection() {}

  public static MetadataDatabase open(Settings settings) {
    Settings.Metadata metadata = settings.metadata();
    MetadataDatabase database =
        MetadataDatabase.open(
            new MetadataSettings(metadata.url(), metadata.user(), metadata.password().value()));
    for (String module : new String[] {"registry", "aggregator", "anomaly", "quartz"}) {
      database.migrate(module);
    }
    return database;
  }
}
