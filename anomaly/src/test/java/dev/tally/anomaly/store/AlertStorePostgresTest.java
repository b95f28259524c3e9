package dev.tally.anomaly.store;

import dev.tally.metadata.Databases;
import dev.tally.metadata.MetadataDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class AlertStorePostgresTest extends AlertStoreContract {
  private static Databases postgres;

  @BeforeAll
  static void start() {
    postgres = Databases.postgres();
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  @Override
  MetadataDatabase open() {
    return MetadataDatabase.open(postgres.next());
  }
}
