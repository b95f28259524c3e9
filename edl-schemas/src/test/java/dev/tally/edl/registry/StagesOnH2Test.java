package dev.tally.edl.registry;

import dev.tally.metadata.Databases;

class StagesOnH2Test extends StagesTest {
  StagesOnH2Test() {
    super(Databases.h2());
  }
}
