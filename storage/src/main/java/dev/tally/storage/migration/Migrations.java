package dev.tally.storage.migration;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Endpoint;
import dev.tally.storage.Sql;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the endpoint's two databases to what this version of Tally expects.
 *
 * <ol>
 *   <li>Create the databases and the table {@code schema_migrations} where they are missing.
 *   <li>Compare what was applied with what we have: a changed or unknown migration is refused.
 *   <li>Run each missing migration, statement by statement, and then note it as applied.
 *   <li>Set how tables merge, as far as the server knows ({@link MergeSettings}).
 * </ol>
 *
 * A crash in the middle leaves a migration that is not noted; the next run starts it over, which is
 * safe because each of its statements may be run twice (see {@link Migration}). Two processes that
 * migrate at once do the same work twice, for the same reason, and note it twice, which counts
 * once.
 */
public final class Migrations {
  private static final Logger log = LoggerFactory.getLogger(Migrations.class);

  /** In order of version. A published one never changes: add the next. */
  private static final List<String> NAMES =
      List.of(
          "V1__pipeline",
          "V2__codecs",
          "V3__zstd",
          "V4__loss_audit",
          "V5__rejects",
          "V6__audit_of_copies",
          "V7__more_states",
          "V8__watermarks",
          "V9__entities",
          "V10__sites",
          "V11__admitted_values",
          "V12__producers",
          "V13__observed_dimensions");

  private static final int NO_ELEMENTS_IN_CONFIG = 139;

  private Migrations() {}

  /**
   * @throws TallyException ENGINE_FAILED when the database is newer than this Tally, when an
   *     applied migration was changed, or when the server lacks the {@code graphite_rollup} section
   */
  public static void run(ClickHouse clickHouse) {
    run(clickHouse, NAMES.stream().map(Migrations::load).toList());
    MergeSettings.apply(clickHouse);
  }

  static void run(ClickHouse clickHouse, List<Migration> migrations) {
    createDatabases(clickHouse.endpoint());
    clickHouse.execute(
        """
        CREATE TABLE IF NOT EXISTS schema_migrations
        (
            version  UInt32,
            name     String,
            checksum String,
            applied  DateTime('UTC') DEFAULT now()
        )
        ENGINE = ReplacingMergeTree
        ORDER BY version
        """);
    List<Applied> applied =
        clickHouse.query(
            "SELECT version, name, checksum FROM schema_migrations FINAL ORDER BY version",
            Map.of(),
            row ->
                new Applied(
                    (int) row.int64("version"), row.string("name"), row.string("checksum")));
    check(clickHouse.endpoint(), applied, migrations);
    for (Migration migration : migrations.subList(applied.size(), migrations.size())) {
      apply(clickHouse, migration);
    }
  }

  private static void createDatabases(Endpoint endpoint) {
    Endpoint anyDatabase = endpoint.withDatabases("default", endpoint.viewsDatabase());
    try (ClickHouse bootstrap = ClickHouse.connect(anyDatabase)) {
      for (String database : List.of(endpoint.database(), endpoint.viewsDatabase())) {
        bootstrap.execute("CREATE DATABASE IF NOT EXISTS " + Sql.identifier(database));
      }
    }
  }

  private static void check(Endpoint endpoint, List<Applied> applied, List<Migration> migrations) {
    for (int i = 0; i < applied.size(); i++) {
      Applied there = applied.get(i);
      if (i >= migrations.size()) {
        throw refused(
            "%s has migration %s, this Tally knows %d: use the newer Tally"
                .formatted(endpoint, there.name(), migrations.size()));
      }
      Migration ours = migrations.get(i);
      if (there.version() != ours.version() || !there.checksum().equals(ours.checksum())) {
        throw refused(
            "%s was migrated with another text of %s (%s): use the Tally that did, or a new database"
                .formatted(endpoint, there.name(), there.checksum().substring(0, 8)));
      }
    }
  }

  private static void apply(ClickHouse clickHouse, Migration migration) {
    for (String statement : migration.statements()) {
      try {
        clickHouse.execute(statement);
      } catch (TallyException e) {
        throw explain(migration, e);
      }
    }
    clickHouse.execute(
        """
        INSERT INTO schema_migrations (version, name, checksum)
        SELECT {version:UInt32}, {name:String}, {checksum:String}
        """,
        Map.of(
            "version", migration.version(),
            "name", migration.name(),
            "checksum", migration.checksum()),
        Map.of());
    log.info("applied migration {} to {}", migration.name(), clickHouse.endpoint());
  }

  private static TallyException explain(Migration migration, TallyException e) {
    String message = String.valueOf(e.getMessage());
    if (message.contains("error " + NO_ELEMENTS_IN_CONFIG + ":")) {
      return new TallyException(
          ErrorCode.ENGINE_FAILED,
          "the ClickHouse server lacks the section graphite_rollup: put this into its config.d/tally.xml and restart it: <clickhouse>"
              + resource("graphite_rollup.xml").replaceAll(">\\s+<", "><").strip()
              + "</clickhouse>",
          e);
    }
    return new TallyException(e.code(), "migration " + migration.name() + ": " + message, e);
  }

  private static Migration load(String name) {
    int version = Integer.parseInt(name.substring(1, name.indexOf("__")));
    return Migration.parse(version, name, resource(name + ".sql"));
  }

  private static String resource(String name) {
    try (InputStream in = Migrations.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  private static TallyException refused(String message) {
    return new TallyException(ErrorCode.ENGINE_FAILED, message);
  }

  private record Applied(int version, String name, String checksum) {}
}
