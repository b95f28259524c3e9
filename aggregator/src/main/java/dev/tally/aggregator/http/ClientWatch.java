package dev.tally.aggregator.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns that a client has hung up while its request is being answered, which an HTTP server finds
 * out only when it writes. A second selector looks at the connections of the requests that run: one
 * that can be read and has no byte to read is closed. What a client sends ahead stays where it is.
 *
 * <p>It takes two looks: the first may tell of the bytes of the request itself, which have been
 * read since. A selector that waits does not know yet that a connection's last request has ended.
 */
public final class ClientWatch implements AutoCloseable {
  /** A closed connection keeps its descriptor until the selector has looked. */
  private static final long LOOK_INTERVAL_MS = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(ClientWatch.class);

  private final Selector selector;
  private final ReentrantLock keys = new ReentrantLock();
  private final Thread thread;

  /** Of one request. Guarded by {@code keys}. */
  private static final class Watched {
    private final Runnable gone;
    private boolean isSuspected;

    Watched(Runnable gone) {
      this.gone = gone;
    }
  }

  /** The end of watching one request. */
  public interface Watching extends AutoCloseable {
    @Override
    void close();
  }

  public ClientWatch() {
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread = Thread.ofPlatform().daemon().name("client-watch").start(this::watch);
  }

  /**
   * Until the result is closed.
   *
   * @param gone called at most once, on a thread of its own
   */
  public Watching watch(Context context, Runnable gone) {
    Optional<SocketChannel> channel = channel(context);
    if (channel.isEmpty()) {
      return () -> {};
    }
    keys.lock();
    try {
      SelectionKey key = register(channel.get(), gone);
      selector.wakeup();
      return key == null ? () -> {} : () -> forget(key);
    } finally {
      keys.unlock();
    }
  }

  /** A connection keeps its key from request to request. Null for one that is closed already. */
  private @Nullable SelectionKey register(SocketChannel channel, Runnable gone) {
    try {
      return channel.register(selector, SelectionKey.OP_READ, new Watched(gone));
    } catch (ClosedChannelException | CancelledKeyException e) {
      Thread.startVirtualThread(gone);
      return null;
    }
  }

  private void forget(SelectionKey key) {
    keys.lock();
    try {
      key.attach(null);
      key.interestOps(0);
    } catch (CancelledKeyException e) {
      LOG.trace("closed meanwhile", e);
    } finally {
      keys.unlock();
    }
  }

  private static Optional<SocketChannel> channel(Context context) {
    Object transport =
        ServletContextRequest.getServletContextRequest(context.req())
            .getConnectionMetaData()
            .getConnection()
            .getEndPoint()
            .getTransport();
    return transport instanceof SocketChannel channel ? Optional.of(channel) : Optional.empty();
  }

  private void watch() {
    try {
      while (selector.isOpen()) {
        selector.select(this::look, selector.keys().isEmpty() ? 0 : LOOK_INTERVAL_MS);
      }
    } catch (ClosedSelectorException e) {
      LOG.trace("closed", e);
    } catch (IOException e) {
      LOG.warn("clients that hang up are not noticed any more: {}", e.getMessage());
    }
  }

  private void look(SelectionKey key) {
    keys.lock();
    try {
      if (!(key.attachment() instanceof Watched watched)) {
        return;
      }
      boolean isEmpty = isEmpty((SocketChannel) key.channel());
      if (isEmpty && !watched.isSuspected) {
        watched.isSuspected = true;
        return;
      }
      key.attach(null);
      key.interestOps(0);
      if (isEmpty) {
        Thread.startVirtualThread(watched.gone);
      }
    } catch (CancelledKeyException e) {
      LOG.trace("closed by ourselves", e);
    } finally {
      keys.unlock();
    }
  }

  /** Whether there is nothing to read, or the connection is broken. */
  private static boolean isEmpty(SocketChannel channel) {
    try {
      return channel.socket().getInputStream().available() == 0;
    } catch (IOException e) {
      LOG.trace("broken", e);
      return true;
    }
  }

  @Override
  public void close() {
    try {
      selector.close();
      thread.join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
