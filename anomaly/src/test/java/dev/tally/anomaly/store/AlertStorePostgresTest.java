package dev.tally.anomaly.store;

import dev.tally.metadata.Databases;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.metadata.PostgresExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class AlertStorePostgresTest extends AlertStoreContract {
  private static Databases postgres;

  @BeforeAll
  static void find(Databases databases) {
    postgres = databases;
  }

  @Override
  MetadataDatabase open() {
    return MetadataDatabase.open(postgres.next());
  }
}
