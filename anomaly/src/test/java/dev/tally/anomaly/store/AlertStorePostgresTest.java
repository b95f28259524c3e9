package dev.tally.anomaly.store;

import dev.tally.metadata.MetadataDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class AlertStorePostgresTest extends AlertStoreContract {
  private static TestDatabases.@Nullable Postgres postgres;

  @BeforeAll
  static void start() {
    postgres = new TestDatabases.Postgres();
  }

  @AfterAll
  static void stop() {
    if (postgres != null) {
      postgres.close();
    }
  }

  @Override
  MetadataDatabase open() {
    return java.util.Objects.requireNonNull(postgres).next();
  }
}
