package dev.tally.edl.notice;

import dev.tally.metadata.Databases;

class ReviewMailsOnH2Test extends ReviewMailsTest {
  ReviewMailsOnH2Test() {
    super(Databases.h2());
  }
}
