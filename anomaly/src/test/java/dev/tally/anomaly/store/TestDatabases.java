package dev.tally.anomaly.store;

import dev.tally.metadata.MetadataDatabase;
import dev.tally.metadata.MetadataSettings;
import java.util.UUID;

/** Fresh metadata databases. */
public final class TestDatabases {
  private TestDatabases() {}

  /** H2 in memory; gone when it is closed. */
  public static MetadataDatabase h2() {
    return MetadataDatabase.open(MetadataSettings.memory(UUID.randomUUID().toString()));
  }
}
