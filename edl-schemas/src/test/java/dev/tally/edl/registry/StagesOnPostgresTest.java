package dev.tally.edl.registry;

import dev.tally.metadata.Databases;
import dev.tally.metadata.PostgresExtension;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class StagesOnPostgresTest extends StagesTest {
  StagesOnPostgresTest(Databases databases) {
    super(databases);
  }
}
