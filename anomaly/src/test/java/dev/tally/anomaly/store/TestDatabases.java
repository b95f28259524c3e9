package dev.tally.anomaly.store;

import dev.tally.metadata.MetadataDatabase;
import dev.tally.metadata.MetadataSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.UUID;

/** Fresh metadata databases. */
public final class TestDatabases {
  private TestDatabases() {}

  /** H2 in memory; gone when it is closed. */
  public static MetadataDatabase h2() {
    return MetadataDatabase.open(MetadataSettings.memory(UUID.randomUUID().toString()));
  }

  /** A real PostgreSQL server, which lives until this is closed. */
  public static final class Postgres implements AutoCloseable {
    private final EmbeddedPostgres server;
    private int count;

    public Postgres() {
      try {
        server = EmbeddedPostgres.builder().start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    public MetadataDatabase next() {
      String name = "test" + ++count;
      try (var connection = server.getPostgresDatabase().getConnection();
          var statement = connection.createStatement()) {
        statement.execute("CREATE DATABASE " + name);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
      return MetadataDatabase.open(
          new MetadataSettings(server.getJdbcUrl("postgres", name), "postgres", "postgres"));
    }

    @Override
    public void close() {
      try {
        server.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
