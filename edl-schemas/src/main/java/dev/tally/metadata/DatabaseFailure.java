package dev.tally.metadata;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import org.jdbi.v3.core.ConnectionException;

/** What a driver's exception means to whoever runs Tally. */
final class DatabaseFailure {
  private static final int H2_ALREADY_OPEN = org.h2.api.ErrorCode.DATABASE_ALREADY_OPEN_1;
  private static final int H2_LOCK_TIMEOUT = org.h2.api.ErrorCode.LOCK_TIMEOUT_1;
  private static final int H2_CLOSED = org.h2.api.ErrorCode.DATABASE_IS_CLOSED;

  private DatabaseFailure() {}

  /** For the first connection, where every failure ends the start. */
  static TallyException onConnect(MetadataSettings settings, SQLException e) {
    return connectionTrouble(settings, e)
        .orElseGet(
            () ->
                new TallyException(
                    ErrorCode.METADATA_UNAVAILABLE,
                    "metadata database %s cannot be opened: %s"
                        .formatted(settings.display(), firstLine(e)),
                    e));
  }

  /** Present when there is no connection to be had; empty when a statement is at fault. */
  static Optional<TallyException> connectionTrouble(MetadataSettings settings, Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException e) {
        Optional<TallyException> described = describe(settings, e);
        if (described.isPresent()) {
          return described;
        }
      }
    }
    return failure instanceof ConnectionException
        ? Optional.of(doesNotAnswer(settings, failure))
        : Optional.empty();
  }

  private static Optional<TallyException> describe(MetadataSettings settings, SQLException e) {
    String state = String.valueOf(e.getSQLState());
    String name = settings.display();
    if (settings.isH2() && e.getErrorCode() == H2_ALREADY_OPEN) {
      return Optional.of(
          new TallyException(
              ErrorCode.METADATA_UNAVAILABLE,
              "metadata database %s is in use by another process; stop that, or use PostgreSQL"
                  .formatted(name),
              e));
    }
    if (state.startsWith("28") || state.startsWith("3D")) {
      return Optional.of(
          new TallyException(
              ErrorCode.CONFIG_INVALID,
              "metadata database %s: %s; check the URL, user and password"
                  .formatted(name, firstLine(e)),
              e));
    }
    // 08: connection, 57P: the server goes down or starts, 53: it is out of room or connections.
    if (state.startsWith("08")
        || state.startsWith("57P")
        || state.startsWith("53")
        || (settings.isH2()
            && (e.getErrorCode() == H2_CLOSED || e.getErrorCode() == H2_LOCK_TIMEOUT))
        || e instanceof SQLTransientConnectionException
        || e instanceof SQLNonTransientConnectionException
        || e instanceof SQLRecoverableException) {
      return Optional.of(doesNotAnswer(settings, e));
    }
    return Optional.empty();
  }

  private static TallyException doesNotAnswer(MetadataSettings settings, Throwable e) {
    return new TallyException(
        ErrorCode.METADATA_UNAVAILABLE,
        "metadata database %s does not answer: %s; check that it runs and can be reached"
            .formatted(settings.display(), firstLine(e)),
        e);
  }

  static String firstLine(Throwable e) {
    return String.valueOf(e.getMessage())
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .findFirst()
        .orElse("");
  }
}
