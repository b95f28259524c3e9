package dev.tally.anomaly.store;

import dev.tally.metadata.MetadataDatabase;

class AlertStoreH2Test extends AlertStoreContract {
  @Override
  MetadataDatabase open() {
    return TestDatabases.h2();
  }
}
