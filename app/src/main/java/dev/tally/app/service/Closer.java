package dev.tally.app.service;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes what was opened, last first; a failure to close one does not keep the others open. */
final class Closer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Closer.class);

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  /** Opens something of several parts; where one fails, those before are closed. */
  static <T> T open(Function<Closer, T> parts) {
    Closer closer = new Closer();
    try {
      return parts.apply(closer);
    } catch (RuntimeException e) {
      closer.close();
      throw e;
    }
  }

  synchronized <T extends AutoCloseable> T add(T resource) {
    opened.push(resource);
    return resource;
  }

  @Override
  public synchronized void close() {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        log.warn("could not be closed cleanly: {}", e.toString());
      }
    }
  }
}
