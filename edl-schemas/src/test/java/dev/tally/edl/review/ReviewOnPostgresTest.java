package dev.tally.edl.review;

import dev.tally.metadata.Databases;
import dev.tally.metadata.PostgresExtension;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class ReviewOnPostgresTest extends ReviewTest {
  ReviewOnPostgresTest(Databases databases) {
    super(databases);
  }
}
