package dev.tally.edl.notice;

import dev.tally.metadata.Databases;
import dev.tally.metadata.PostgresExtension;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class ReviewMailsOnPostgresTest extends ReviewMailsTest {
  ReviewMailsOnPostgresTest(Databases databases) {
    super(databases);
  }
}
