package dev.tally.edl.review;

import static dev.tally.edl.review.Office.event;
import static dev.tally.edl.review.Office.file;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.edl.registry.CachedCatalog;
import dev.tally.edl.registry.Stage;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.metadata.Databases;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.metadata.MetadataSettings;
import dev.tally.metadata.PostgresExtension;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** PostgreSQL ends the connection before each statement of a merge and a publication in turn. */
@ExtendWith(PostgresExtension.class)
class LostConnectionTest {
  /** More statements than both have; the test ends at the first run that is not cut. */
  private static final int STATEMENTS_MAX = 200;

  private final MetadataSettings settings;

  LostConnectionTest(Databases databases) {
    settings = databases.next();
  }

  /** Has the server end the connection that is about to run the n-th statement. */
  private static final class Cutter implements SqlLogger {
    private final MetadataDatabase other;
    private final AtomicInteger left;

    Cutter(MetadataDatabase other, int statement) {
      this.other = other;
      this.left = new AtomicInteger(statement);
    }

    boolean hasCut() {
      return left.get() < 0;
    }

    @Override
    public void logBeforeExecution(StatementContext context) {
      if (left.getAndDecrement() == 0) {
        int backend = backend(context);
        other.<Boolean, RuntimeException>withHandle(
            handle ->
                handle
                    .createQuery("SELECT pg_terminate_backend(:backend, 5000)")
                    .bind("backend", backend)
                    .mapTo(Boolean.class)
                    .one());
      }
    }

    private static int backend(StatementContext context) {
      try (var statement = context.getConnection().createStatement();
          var row = statement.executeQuery("SELECT pg_backend_pid()")) {
        row.next();
        return row.getInt(1);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void leavesOneStateOrTheNext() {
    try (Office office = new Office(settings);
        var other = MetadataDatabase.open(settings)) {
      office.fill();
      boolean cut = true;
      int statement = 0;
      while (cut) {
        assertThat(statement).isLessThan(STATEMENTS_MAX);
        cut = mergeAndPublish(office, other, statement++);
      }
      // Reading, merging and publishing are some dozens of statements.
      assertThat(statement).isGreaterThan(40);
      assertThat(office.tree.head()).isEqualTo(statement);
      try (var catalog = new CachedCatalog(office.registry)) {
        assertThat(catalog.watermark()).isEqualTo(statement);
      }
    }
  }

  /** Whether the connection was cut. */
  private static boolean mergeAndPublish(Office office, MetadataDatabase other, int statement) {
    String path = "shop/t%d.proto".formatted(statement);
    String name = "T" + statement;
    int id = office.propose("ann", name, file(path, event(name, "string x = %d"))).id();
    Cutter cutter = new Cutter(other, statement);
    office.database.jdbi().setSqlLogger(cutter);
    try {
      office.merges.merge(id, Stage.PRODUCTION, "ann");
      office.merges.publish(id, "ann");
    } catch (TallyException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.METADATA_UNAVAILABLE);
    } finally {
      office.database.jdbi().setSqlLogger(SqlLogger.NOP_SQL_LOGGER);
    }
    assertWhole(office, id, path, name);

    office.merges.merge(id, Stage.PRODUCTION, "ann");
    office.merges.recover();
    assertThat(office.proposals.find(id).state()).isEqualTo(ProposalState.PUBLISHED);
    assertWhole(office, id, path, name);
    assertThat(office.audit.ofProposal(id, 0, 10))
        .as("proposed, merged, published, once each")
        .hasSize(3);
    return cutter.hasCut();
  }

  private static void assertWhole(Office office, int id, String path, String name) {
    Proposal proposal = office.proposals.find(id);
    boolean inTree = office.tree.text(office.tree.head(), path).isPresent();
    boolean inCatalog;
    try (var catalog = new CachedCatalog(office.registry)) {
      inCatalog = catalog.latest("shop." + name).isPresent();
    }
    int entries = office.audit.ofProposal(id, 0, 10).size();
    switch (proposal.state()) {
      case OPEN -> {
        assertThat(inTree || inCatalog).isFalse();
        assertThat(entries).isEqualTo(1);
      }
      case MERGED -> {
        assertThat(inTree && !inCatalog).isTrue();
        assertThat(entries).isEqualTo(2);
      }
      case PUBLISHED -> {
        assertThat(inTree && inCatalog).isTrue();
        assertThat(entries).isEqualTo(3);
      }
      case WITHDRAWN -> throw new AssertionError("nobody withdrew it");
    }
  }
}
