package dev.tally.edl.review;

import dev.tally.metadata.Databases;

class ReviewOnH2Test extends ReviewTest {
  ReviewOnH2Test() {
    super(Databases.h2());
  }
}
