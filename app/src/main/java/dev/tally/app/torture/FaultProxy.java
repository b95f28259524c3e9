package dev.tally.app.torture;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A TCP proxy between one producer and the collectors that can be told to break connections. One
 * connection at a time goes to one collector; which, is asked for each.
 */
final class FaultProxy implements AutoCloseable {
  private static final int BUFFER_BYTES = 16 << 10;
  private static final int CONNECT_LIMIT_MS = 500;
  private static final Duration STALL_POLL = Duration.ofMillis(10);

  private final ServerSocket server;
  private final Supplier<List<Integer>> route;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private volatile Duration delay = Duration.ZERO;
  private volatile boolean losesAnswers;
  private volatile boolean stalls;

  /**
   * @param route ports to try for a new connection, in order
   */
  FaultProxy(Supplier<List<Integer>> route) {
    this.route = route;
    try {
      server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().name("fault-proxy").start(this::accept);
  }

  String target() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  /** So long each piece of data is held back, both ways. */
  void delay(Duration time) {
    delay = time;
  }

  /** What collectors answer is swallowed; connections that lost something are reset at the end. */
  void loseAnswers(boolean lose) {
    losesAnswers = lose;
    if (!lose) {
      links.stream().filter(link -> link.lost).forEach(Link::reset);
    }
  }

  /** Nothing goes through, and nobody is told: a half-open connection. */
  void stall(boolean stall) {
    stalls = stall;
  }

  /** RST on every connection, to both sides. */
  void reset() {
    links.forEach(Link::reset);
  }

  /** No more faults. */
  void calm() {
    delay(Duration.ZERO);
    stall(false);
    loseAnswers(false);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Thread.ofVirtual().start(() -> connect(client));
      } catch (IOException e) {
        // Closed, or the client is gone again already.
      }
    }
  }

  private void connect(Socket client) {
    for (int port : route.get()) {
      Socket collector = open(port);
      if (collector != null) {
        new Link(client, collector).start();
        return;
      }
    }
    close(client);
  }

  private static @Nullable Socket open(int port) {
    Socket socket = new Socket();
    try {
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_LIMIT_MS);
      return socket;
    } catch (IOException e) {
      close(socket);
      return null;
    }
  }

  /** A connection through the proxy. */
  private final class Link {
    private final Socket client;
    private final Socket collector;
    private volatile boolean lost;

    Link(Socket client, Socket collector) {
      this.client = client;
      this.collector = collector;
    }

    void start() {
      links.add(this);
      Thread.ofVirtual().start(() -> pump(client, collector, false));
      Thread.ofVirtual().start(() -> pump(collector, client, true));
    }

    private void pump(Socket from, Socket to, boolean isAnswer) {
      byte[] buffer = new byte[BUFFER_BYTES];
      try (from;
          to) {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
          Patience.pause(delay);
          while (stalls && !from.isClosed()) {
            Patience.pause(STALL_POLL);
          }
          if (isAnswer && (losesAnswers || lost)) {
            lost = true;
          } else {
            out.write(buffer, 0, count);
          }
        }
      } catch (IOException e) {
        // Either side is gone: so is the other, now.
      } finally {
        links.remove(this);
      }
    }

    void reset() {
      for (Socket socket : List.of(client, collector)) {
        try {
          socket.setSoLinger(true, 0);
        } catch (IOException e) {
          // Closed already.
        }
        FaultProxy.close(socket);
      }
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    reset();
  }
}
