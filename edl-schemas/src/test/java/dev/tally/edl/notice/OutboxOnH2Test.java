package dev.tally.edl.notice;

import dev.tally.metadata.Databases;

class OutboxOnH2Test extends OutboxTest {
  OutboxOnH2Test() {
    super(Databases.h2());
  }
}
