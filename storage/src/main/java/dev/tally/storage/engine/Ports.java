package dev.tally.storage.engine;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** TCP ports on loopback. */
record Ports(int http, int tcp) {
  /**
   * The ports asked for, or free ones where 0 is asked for.
   *
   * @throws TallyException PORT_IN_USE
   */
  static Ports claim(int http, int tcp) {
    try (ServerSocket first = bind(http);
        ServerSocket second = bind(tcp)) {
      return new Ports(first.getLocalPort(), second.getLocalPort());
    } catch (IOException e) {
      throw new TallyException(ErrorCode.INTERNAL, "no loopback port: " + e.getMessage(), e);
    }
  }

  static TallyException inUse(int port) {
    return new TallyException(
        ErrorCode.PORT_IN_USE,
        "port " + port + " on 127.0.0.1 is in use: stop what listens there or name another port");
  }

  private static ServerSocket bind(int port) throws IOException {
    try {
      return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      if (port == 0) {
        throw e;
      }
      throw inUse(port);
    }
  }
}
