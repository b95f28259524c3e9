package dev.tally.edl.registry;

import dev.tally.metadata.Databases;
import org.junit.jupiter.api.Test;

class RegistryOnPostgresTest extends RegistryTest {
  @Override
  Databases start() {
    return Databases.postgres();
  }

  @Test
  void processesThatStartTogetherShareTheTables() throws Exception {
    processesStartTogether();
  }
}
