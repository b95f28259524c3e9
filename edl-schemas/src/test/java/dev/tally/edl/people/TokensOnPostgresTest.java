package dev.tally.edl.people;

import dev.tally.metadata.Databases;
import dev.tally.metadata.PostgresExtension;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class TokensOnPostgresTest extends TokensTest {
  TokensOnPostgresTest(Databases databases) {
    super(databases);
  }
}
