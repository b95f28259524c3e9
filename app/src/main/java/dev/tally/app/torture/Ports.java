package dev.tally.app.torture;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for a process that is started later, and again after it was killed: below those that the
 * system gives to outgoing connections and to whoever asks for any (32768 and up on Linux). One of
 * those may be somebody else's by the time that the process listens.
 */
final class Ports {
  private static final int FIRST = 20_000;
  private static final int END = 32_000;

  private static final AtomicInteger NEXT = new AtomicInteger(new Random().nextInt(END - FIRST));

  private Ports() {}

  /** One that nobody listens on, and that this process was not given before. */
  static int next() {
    for (int tries = FIRST; tries < END; tries++) {
      int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), END - FIRST);
      if (isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException("all ports of %d to %d are taken".formatted(FIRST, END));
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 0, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
