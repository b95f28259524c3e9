package dev.tally.storage.testing;

import dev.tally.storage.ClickHouse;
import dev.tally.storage.migration.Migrations;

/** An engine of the test's own beside that of {@link EngineExtension}, with all tables. */
public final class SecondEngine implements AutoCloseable {
  private final TestEngine engine = TestEngine.start();
  private final ClickHouse clickHouse = ClickHouse.connect(engine.engine().endpoint());

  public SecondEngine() {
    Migrations.run(clickHouse);
  }

  public ClickHouse clickHouse() {
    return clickHouse;
  }

  @Override
  public void close() {
    clickHouse.close();
    engine.close();
  }
}
