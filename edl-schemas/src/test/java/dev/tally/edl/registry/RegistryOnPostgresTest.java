package dev.tally.edl.registry;

import dev.tally.metadata.Databases;

class RegistryOnPostgresTest extends RegistryTest {
  @Override
  Databases start() {
    return Databases.postgres();
  }
}
