package dev.tally.edl.people;

import dev.tally.metadata.Databases;

class TokensOnH2Test extends TokensTest {
  TokensOnH2Test() {
    super(Databases.h2());
  }
}
