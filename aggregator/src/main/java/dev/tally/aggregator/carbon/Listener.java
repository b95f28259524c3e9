package dev.tally.aggregator.carbon;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A port, and a virtual thread for each of its connections. */
final class Listener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
  private static final int BACKLOG = 128;

  private final ServerSocket server;
  private final Conversation conversation;
  private final Semaphore room;
  private final CarbonMeters meters;
  private final Map<Socket, Thread> connections = new ConcurrentHashMap<>();
  private final Thread thread;
  private volatile boolean isClosed;

  /**
   * @param key of the settings, to be told when the port is taken
   * @param room for connections
   */
  Listener(
      String listen,
      int port,
      String key,
      Conversation conversation,
      Semaphore room,
      CarbonMeters meters) {
    this.server = open(listen, port, key);
    this.conversation = conversation;
    this.room = room;
    this.meters = meters;
    this.thread = Thread.ofPlatform().daemon().name("carbon-" + port).unstarted(this::accept);
  }

  private static ServerSocket open(String listen, int port, String key) {
    try {
      ServerSocket server = new ServerSocket();
      try {
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(listen, port), BACKLOG);
        return server;
      } catch (IOException e) {
        server.close();
        throw e;
      }
    } catch (IOException e) {
      throw new TallyException(
          ErrorCode.PORT_IN_USE,
          "port %d of %s can't be listened on (%s): stop the other process or set %s"
              .formatted(port, listen, e.getMessage(), key),
          e);
    }
  }

  void start() {
    thread.start();
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    while (!isClosed) {
      try {
        admit(server.accept());
      } catch (IOException e) {
        if (!isClosed) {
          LOG.warn("carbon: a connection was not accepted: {}", e.getMessage());
        }
      }
    }
  }

  private void admit(Socket socket) throws IOException {
    String client = String.valueOf(socket.getRemoteSocketAddress());
    if (!room.tryAcquire()) {
      socket.close();
      meters.refused(Refusal.CONNECTION, client, "", "one connection too many");
      return;
    }
    Thread connection =
        Thread.ofVirtual().name("carbon-" + client).unstarted(() -> serve(client, socket));
    connections.put(socket, connection);
    connection.start();
    if (isClosed) {
      close(socket, connection);
    }
  }

  private void serve(String client, Socket socket) {
    try (socket) {
      socket.setKeepAlive(true);
      conversation.run(client, socket);
    } catch (IOException e) {
      LOG.debug("carbon: the connection of {} is gone", client, e);
    } catch (InterruptedException e) {
      LOG.debug("carbon: closing", e);
    } catch (RuntimeException e) {
      LOG.error("carbon: the connection of {} is closed, for something is broken here", client, e);
    } finally {
      connections.remove(socket);
      room.release();
    }
  }

  @Override
  public void close() {
    isClosed = true;
    try {
      server.close();
      if (thread.isAlive()) {
        thread.join();
      }
      for (Map.Entry<Socket, Thread> connection : Map.copyOf(connections).entrySet()) {
        close(connection.getKey(), connection.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void close(Socket socket, Thread connection) throws IOException {
    connection.interrupt();
    socket.close();
  }
}
