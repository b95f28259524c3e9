package dev.tally.storage.engine;

import static java.util.Objects.requireNonNull;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.nio.file.Path;

/**
 * @param library libchdb.so; see {@link EngineLibrary#locate}
 * @param dataDirectory the engine's own: tables, configuration, passwords, logs. Made when it is
 *     not there
 * @param httpPort on loopback; 0 for a free one
 * @param tcpPort ClickHouse's native protocol, on loopback; 0 for a free one
 * @param memoryMaxBytes upper limit of what the engine allocates; over it queries fail, not the
 *     engine
 */
public record EngineSettings(
    Path library, Path dataDirectory, int httpPort, int tcpPort, long memoryMaxBytes) {
  public static final int HTTP_PORT_DEFAULT = 18123;
  public static final int TCP_PORT_DEFAULT = 19000;
  public static final long MEMORY_MAX_BYTES_DEFAULT = 4L << 30;

  /** With less the engine does not even start. */
  public static final long MEMORY_MIN_BYTES = 512L << 20;

  public EngineSettings {
    requireNonNull(library);
    dataDirectory = dataDirectory.toAbsolutePath().normalize();
    checkPort(httpPort, "HTTP");
    checkPort(tcpPort, "TCP");
    if (httpPort == tcpPort && httpPort != 0) {
      throw invalid("engine HTTP and TCP port are both " + httpPort + ": name two");
    }
    if (memoryMaxBytes < MEMORY_MIN_BYTES) {
      throw invalid(
          "engine memory " + memoryMaxBytes + " bytes is too little: at least " + MEMORY_MIN_BYTES);
    }
  }

  private static void checkPort(int port, String what) {
    if (port < 0 || port > 65_535) {
      throw invalid("engine " + what + " port " + port + " is not in 0 to 65535");
    }
  }

  private static TallyException invalid(String message) {
    return new TallyException(ErrorCode.CONFIG_INVALID, message);
  }
}
