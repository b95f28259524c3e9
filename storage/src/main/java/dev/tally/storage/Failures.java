package dev.tally.storage;

import com.clickhouse.client.api.ClickHouseException;
import com.clickhouse.client.api.ClientMisconfigurationException;
import com.clickhouse.client.api.ServerException;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;

/** What went wrong between us and the server, in one line with a stable code. */
final class Failures {
  /** Upper limit of the server's message that we repeat: it quotes whole queries. */
  private static final int MESSAGE_LENGTH_MAX = 600;

  private Failures() {}

  /** What the caller's own code threw comes back as it is, or is thrown on. */
  static TallyException of(Endpoint endpoint, Throwable cause) {
    TallyException own = find(cause, TallyException.class);
    if (own != null) {
      return own;
    }
    ServerException server = find(cause, ServerException.class);
    if (server != null && server.getCode() != ServerException.CODE_UNKNOWN) {
      return refused(endpoint, server, cause);
    }
    if (cause instanceof ClientMisconfigurationException misuse) {
      throw misuse;
    }
    if (cause instanceof RuntimeException e
        && !(cause instanceof ClickHouseException)
        && find(cause, IOException.class) == null) {
      throw e;
    }
    return new TallyException(
        ErrorCode.ENGINE_UNAVAILABLE,
        "ClickHouse at " + endpoint.url() + " does not answer (" + oneLine(innermost(cause)) + ")",
        cause);
  }

  static TallyException interrupted(Endpoint endpoint, InterruptedException cause) {
    return new TallyException(
        ErrorCode.ENGINE_UNAVAILABLE, "interrupted while asking " + endpoint.url(), cause);
  }

  static boolean isTimeout(Throwable cause) {
    return find(cause, SocketTimeoutException.class) != null;
  }

  private static TallyException refused(
      Endpoint endpoint, ServerException server, Throwable cause) {
    ErrorCode code = codeOf(server);
    String said = "ClickHouse error " + server.getCode() + ": " + oneLine(server);
    String line =
        code == ErrorCode.DISK_FULL
            ? "no disk space left for ClickHouse at "
                + endpoint.url()
                + ": free some ("
                + said
                + ")"
            : said;
    return new TallyException(code, line, cause);
  }

  /** Codes: ClickHouse, src/Common/ErrorCodes.cpp. */
  private static ErrorCode codeOf(ServerException server) {
    String message = server.getMessage() == null ? "" : server.getMessage();
    if (message.contains("No space left on device")) {
      return ErrorCode.DISK_FULL;
    }
    if (message.contains("partitions for single INSERT block")) {
      return ErrorCode.ENGINE_FAILED; // the other use of TOO_MANY_PARTS: no repeat will help
    }
    return switch (server.getCode()) {
      case 243 -> ErrorCode.DISK_FULL; // NOT_ENOUGH_SPACE
      // TOO_MANY_ROWS, TIMEOUT_EXCEEDED, TOO_SLOW, MEMORY_LIMIT_EXCEEDED, TOO_MANY_BYTES,
      // TOO_MANY_ROWS_OR_BYTES
      case 158, 159, 160, 241, 307, 396 -> ErrorCode.QUERY_LIMIT;
      // TOO_MANY_SIMULTANEOUS_QUERIES, SOCKET_TIMEOUT, NETWORK_ERROR, TABLE_IS_READ_ONLY,
      // TOO_MANY_PARTS, ABORTED, KEEPER_EXCEPTION
      case 202, 209, 210, 242, 252, 236, 999 -> ErrorCode.ENGINE_UNAVAILABLE;
      default -> ErrorCode.ENGINE_FAILED;
    };
  }

  private static String oneLine(Throwable cause) {
    String text =
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    String line = text.replaceAll("\\s+", " ").strip();
    return line.length() <= MESSAGE_LENGTH_MAX ? line : line.substring(0, MESSAGE_LENGTH_MAX) + "…";
  }

  private static Throwable innermost(Throwable cause) {
    Throwable inner = cause;
    while (inner.getCause() != null) {
      inner = inner.getCause();
    }
    return inner;
  }

  private static <T> @Nullable T find(Throwable cause, Class<T> type) {
    for (Throwable at = cause; at != null; at = at.getCause()) {
      if (type.isInstance(at)) {
        return type.cast(at);
      }
    }
    return null;
  }
}
