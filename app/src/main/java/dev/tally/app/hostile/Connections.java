package dev.tally.app.hostile;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * Raw connections to a port: many that are held open and say a byte now and then, and short ones
 * that say what is no HTTP.
 */
final class Connections implements Closeable {
  private static final long BYTE_NANOS = 500_000_000;
  private static final int CONNECT_MS_MAX = 5_000;
  private static final String REQUEST =
      "POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n[";
  private static final List<String> NO_HTTP =
      List.of(
          "POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
          "POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 50\r\n\r\n[]",
          "POST /v1/events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZZ\r\n",
          "POST /v1/events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFF\r\n",
          "POST /v1/events HTTP/1.1\r\nHost: x\r\nX-Long: " + "x".repeat(100_000) + "\r\n\r\n",
          "GET " + "/".repeat(50_000) + " HTTP/1.1\r\n\r\n",
          "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
          "\0\0\0\0\0\0\0");

  private final List<Socket> sockets = new ArrayList<>();
  private final Thread thread;
  private volatile boolean closed;

  private Connections(int port, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      sockets.add(connect(port));
    }
    thread = Thread.ofPlatform().name("hostile-slow").start(this::trickle);
  }

  static Connections hold(int port, int count) throws IOException {
    return new Connections(port, count);
  }

  private static Socket connect(int port) throws IOException {
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MS_MAX);
    return socket;
  }

  private void trickle() {
    byte[] request = REQUEST.getBytes(StandardCharsets.US_ASCII);
    for (int at = 0; !closed; at++) {
      int next = at < request.length ? request[at] : ' ';
      for (Socket socket : sockets) {
        try {
          socket.getOutputStream().write(next);
        } catch (IOException e) {
          // Tally had enough of it, as it may.
        }
      }
      LockSupport.parkNanos(at < request.length - 1 ? 1 : BYTE_NANOS);
    }
  }

  /** Connects, says something that is no HTTP, and hangs up. */
  static void speakNonsense(int port, Random random) {
    try (Socket socket = connect(port);
        OutputStream out = socket.getOutputStream()) {
      byte[] text = NO_HTTP.get(random.nextInt(NO_HTTP.size())).getBytes(StandardCharsets.US_ASCII);
      out.write(random.nextBoolean() ? text : Mutation.of(text, random));
    } catch (IOException e) {
      // Closed while we spoke.
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
