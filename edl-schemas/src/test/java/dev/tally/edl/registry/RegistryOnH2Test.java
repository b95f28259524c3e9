package dev.tally.edl.registry;

import dev.tally.metadata.Databases;

class RegistryOnH2Test extends RegistryTest {
  @Override
  Databases start() {
    return Databases.h2();
  }
}
