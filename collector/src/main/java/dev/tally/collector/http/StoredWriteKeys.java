package dev.tally.collector.http;

import dev.tally.collector.admission.Caller;
import dev.tally.error.TallyException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The write keys in memory, brought up to date by a thread that looks every second. While the
 * metadata database is away, what is known stays valid. Keys are looked up by their hash, so the
 * time it takes says nothing of the key.
 */
public final class StoredWriteKeys implements WriteKeys, AutoCloseable {
  /** So long a key that another process made or revoked stays unseen, at most. */
  static final Duration POLL_INTERVAL = Duration.ofSeconds(1);

  private static final Logger log = LoggerFactory.getLogger(StoredWriteKeys.class);

  private final WriteKeyTable table;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread poller;
  private volatile Known known = new Known(false, Map.of(), Map.of());

  /**
   * @param callers of the valid keys, by hash
   * @param byId the same by id
   */
  private record Known(boolean any, Map<String, Caller> callers, Map<String, Caller> byId) {}

  /**
   * Reads the keys and starts to look for more.
   *
   * @throws TallyException METADATA_UNAVAILABLE
   */
  public StoredWriteKeys(WriteKeyTable table) {
    this.table = table;
    refresh();
    poller = Thread.ofVirtual().name("write-key-poller").start(this::poll);
  }

  /** Looks now. */
  public void refresh() {
    List<WriteKey> keys = table.list();
    Map<String, Caller> callers =
        keys.stream()
            .filter(WriteKey::isValid)
            .collect(Collectors.toMap(WriteKey::hash, WriteKey::caller));
    Map<String, Caller> byId =
        callers.values().stream()
            .collect(Collectors.toMap(Caller::key, caller -> caller, (one, other) -> one));
    known = new Known(!keys.isEmpty(), callers, byId);
  }

  private void poll() {
    boolean failing = false;
    while (!isClosedAfter(POLL_INTERVAL)) {
      try {
        refresh();
        failing = false;
      } catch (RuntimeException e) {
        if (!failing) {
          log.warn("the write keys stay as they were known: {}", e.getMessage());
        }
        failing = true;
      }
    }
  }

  private boolean isClosedAfter(Duration interval) {
    try {
      return closed.await(interval.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      return true;
    }
  }

  @Override
  public boolean areRequired() {
    return known.any();
  }

  @Override
  public Optional<Caller> find(String key) {
    return Optional.ofNullable(known.callers().get(WriteKey.hash(key)));
  }

  @Override
  public Optional<Caller> now(Caller caller) {
    return caller.key().isEmpty()
        ? Optional.of(caller)
        : Optional.ofNullable(known.byId().get(caller.key()));
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      poller.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
