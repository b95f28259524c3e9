package dev.tally.metadata;

import static java.util.Objects.requireNonNull;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * The metadata database: H2 in a file by default, PostgreSQL in production. Each module keeps its
 * tables by {@link #migrate} and writes SQL that both understand.
 */
public final class MetadataDatabase implements AutoCloseable {
  /** Connections at most. */
  public static final int CONNECTIONS_MAX = 16;

  /** A caller waits so long for a connection. */
  public static final int CONNECTION_WAIT_MS = 5_000;

  /** A statement waits so long for another transaction's lock; on H2, PostgreSQL has none. */
  public static final int LOCK_WAIT_MS = 10_000;

  /**
   * Makes H2 speak PostgreSQL; and leaves closing it to {@link #close}, since H2's own hook at exit
   * would run before ours.
   */
  private static final int MIGRATE_ATTEMPTS = 4;

  private static final long MIGRATE_PAUSE_NANOS = 100_000_000;
  private static final String H2_OPTIONS =
      ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;DB_CLOSE_ON_EXIT=FALSE"
          // A commit is in the file when it returns, and not half a second later: a killed process
          // must not forget a rollup run whose states the engine has.
          + ";WRITE_DELAY=0"
          + ";LOCK_TIMEOUT="
          + LOCK_WAIT_MS;

  /**
   * PostgreSQL asks after a client that it has heard nothing of for 15 s, three times: after 30 s
   * it takes it for dead. By itself it would do so after two hours, and keep its locks until then.
   */
  private static final String KEEP_ALIVE =
      "SET tcp_keepalives_idle = 15; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3";

  private final MetadataSettings settings;
  private final HikariDataSource dataSource;
  private final Jdbi jdbi;

  private MetadataDatabase(MetadataSettings settings, HikariDataSource dataSource) {
    this.settings = settings;
    this.dataSource = dataSource;
    this.jdbi = Jdbi.create(dataSource);
  }

  /**
   * Connects.
   *
   * @throws TallyException METADATA_UNAVAILABLE when another process holds the H2 file or
   *     PostgreSQL does not answer, CONFIG_INVALID when the database refuses the user or is not
   *     there
   */
  public static MetadataDatabase open(MetadataSettings settings) {
    String url = settings.isH2() ? h2(settings.jdbcUrl()) : settings.jdbcUrl();
    tryOnce(settings, url);

    HikariConfig pool = new HikariConfig();
    pool.setPoolName("metadata");
    pool.setJdbcUrl(url);
    pool.setUsername(settings.user());
    pool.setPassword(settings.password());
    pool.setMaximumPoolSize(CONNECTIONS_MAX);
    pool.setMinimumIdle(1);
    // Of the connection, and not set and reset with each transaction: resetting fails on a lost
    // connection, and that would be told instead of the loss.
    pool.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    pool.setConnectionTimeout(CONNECTION_WAIT_MS);
    if (settings.isH2()) {
      pool.setMaxLifetime(0); // a database in memory is gone with its last connection
    } else {
      pool.setConnectionInitSql(KEEP_ALIVE);
    }
    return new MetadataDatabase(settings, new HikariDataSource(pool));
  }

  /**
   * A file is opened as an asynchronous channel: an ordinary one is closed by the interruption of a
   * thread that uses it, which would be the end of the database for all threads.
   */
  private static String h2(String url) {
    return url.replaceFirst("^jdbc:h2:file:", "jdbc:h2:async:") + H2_OPTIONS;
  }

  /** So that what is wrong comes out as one line, before a pool logs and retries. */
  private static void tryOnce(MetadataSettings settings, String url) {
    Properties properties = new Properties();
    properties.setProperty("user", settings.user());
    properties.setProperty("password", settings.password());
    if (!settings.isH2()) {
      properties.setProperty("connectTimeout", String.valueOf(CONNECTION_WAIT_MS / 1_000));
    }
    try (Connection connection = DriverManager.getConnection(url, properties)) {
      connection.isValid(CONNECTION_WAIT_MS / 1_000);
    } catch (SQLException e) {
      throw DatabaseFailure.onConnect(settings, e);
    }
  }

  public Jdbi jdbi() {
    return jdbi;
  }

  public DataSource dataSource() {
    return dataSource;
  }

  /** Whether several processes may use it at one time; an H2 file has one. */
  public boolean isShared() {
    return !settings.isH2();
  }

  /**
   * Brings the tables of one module up to date: {@code db/<module>/V<n>__<words>.sql} on the class
   * path, noted in the table {@code flyway_<module>}. Processes that start together take turns.
   *
   * @throws TallyException METADATA_UNAVAILABLE when a migration fails
   */
  public void migrate(String module) {
    Flyway flyway =
        Flyway.configure(MetadataDatabase.class.getClassLoader())
            .dataSource(dataSource)
            .locations("classpath:db/" + module)
            .table("flyway_" + module.toLowerCase(Locale.ROOT).replace('-', '_'))
            .failOnMissingLocations(true)
            // The other modules' tables are there already; version 0 is an empty module.
            .baselineOnMigrate(true)
            .baselineVersion("0")
            .load();
    try {
      migrate(flyway);
    } catch (FlywayException e) {
      throw new TallyException(
          ErrorCode.METADATA_UNAVAILABLE,
          "metadata database %s: the tables of '%s' cannot be brought up to date: %s"
              .formatted(settings.display(), module, DatabaseFailure.firstLine(e)),
          e);
    }
  }

  /**
   * Flyway takes turns in migrating, but not in making its own table: whoever finds another
   * process' half-made one fails, and succeeds a moment later. The first failure is what is told.
   */
  private static void migrate(Flyway flyway) {
    FlywayException first = null;
    for (int attempt = 0; attempt < MIGRATE_ATTEMPTS; attempt++) {
      try {
        flyway.migrate();
        return;
      } catch (FlywayException e) {
        first = first == null ? e : first;
        LockSupport.parkNanos(MIGRATE_PAUSE_NANOS << attempt);
      }
    }
    throw requireNonNull(first);
  }

  /**
   * Runs statements in one transaction, READ COMMITTED; changes nothing when it throws.
   *
   * @throws TallyException METADATA_UNAVAILABLE when there is no connection
   * @throws JdbiException when a statement fails
   */
  public <R, X extends Exception> R inTransaction(HandleCallback<R, X> callback) throws X {
    try {
      return jdbi.inTransaction(callback);
    } catch (JdbiException e) {
      throw DatabaseFailure.connectionTrouble(settings, e).<RuntimeException>map(t -> t).orElse(e);
    }
  }

  /**
   * Runs statements that need no transaction, a query for instance.
   *
   * @throws TallyException METADATA_UNAVAILABLE when there is no connection
   * @throws JdbiException when a statement fails
   */
  public <R, X extends Exception> R withHandle(HandleCallback<R, X> callback) throws X {
    try {
      return jdbi.withHandle(callback);
    } catch (JdbiException e) {
      throw DatabaseFailure.connectionTrouble(settings, e).<RuntimeException>map(t -> t).orElse(e);
    }
  }

  @Override
  public void close() {
    dataSource.close();
  }
}
