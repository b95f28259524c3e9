package dev.tally.edl.registry;

import dev.tally.edl.model.Revision;
import dev.tally.error.TallyException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry in memory, brought up to date by a thread that looks every second. While the
 * metadata database is away it answers with what it knows.
 */
public final class CachedCatalog implements Catalog, AutoCloseable {
  /** So long a publication of another process stays unseen, at most. */
  public static final Duration POLL_INTERVAL = Duration.ofSeconds(1);

  private static final Logger log = LoggerFactory.getLogger(CachedCatalog.class);

  private final Registry registry;
  private final Stage stage;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ReentrantLock refreshing = new ReentrantLock();
  private final Thread poller;

  private volatile RevisionIndex index = RevisionIndex.EMPTY;

  /** Of the last publication that is in the index; under {@link #refreshing}. */
  private int publicationId;

  /**
   * What is in production.
   *
   * @throws TallyException METADATA_UNAVAILABLE when the database does not answer
   */
  public CachedCatalog(Registry registry) {
    this(registry, Stage.PRODUCTION);
  }

  /**
   * Reads everything that is published, and starts to look for more.
   *
   * @param stage whose revisions {@link #latest} has
   * @throws TallyException METADATA_UNAVAILABLE when the database does not answer
   */
  public CachedCatalog(Registry registry, Stage stage) {
    this(registry, stage, POLL_INTERVAL);
  }

  CachedCatalog(Registry registry, Duration pollInterval) {
    this(registry, Stage.PRODUCTION, pollInterval);
  }

  CachedCatalog(Registry registry, Stage stage, Duration pollInterval) {
    this.registry = registry;
    this.stage = stage;
    refresh();
    this.poller = Thread.ofVirtual().name("catalog-poller").unstarted(() -> poll(pollInterval));
    poller.start();
  }

  /**
   * Looks now. When it returns, whatever was published before it was called is here.
   *
   * @throws TallyException METADATA_UNAVAILABLE when the database does not answer
   */
  public void refresh() {
    boolean changed;
    refreshing.lock();
    try {
      List<Registry.Publication> publications = registry.publicationsAfter(publicationId);
      changed = !publications.isEmpty();
      if (changed) {
        index = index.after(publications, stage);
        publicationId = publications.getLast().id();
      }
    } finally {
      refreshing.unlock();
    }
    if (changed) {
      listeners.forEach(CachedCatalog::run);
    }
  }

  /**
   * Runs {@code listener} after each change from now on, on the thread that found it; the catalog
   * knows the change then. It should be quick.
   */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  private static void run(Runnable listener) {
    try {
      listener.run();
    } catch (RuntimeException e) {
      log.error("a listener of the catalog failed", e);
    }
  }

  private void poll(Duration interval) {
    boolean failing = false;
    while (!isClosedAfter(interval)) {
      try {
        refresh();
        if (failing) {
          log.info("the catalog is up to date again");
        }
        failing = false;
      } catch (RuntimeException e) {
        if (!failing) {
          log.warn("the catalog stays at revision {}: {}", watermark(), e.getMessage());
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
  public Optional<Revision> find(String eventType, long fingerprint) {
    return index.find(eventType, fingerprint);
  }

  @Override
  public Optional<Revision> find(int revisionId) {
    return index.find(revisionId);
  }

  @Override
  public List<Revision> latest() {
    return index.latest();
  }

  @Override
  public Optional<Revision> latest(String eventType) {
    return index.latest(eventType);
  }

  @Override
  public List<Revision> history(String eventType) {
    return index.history(eventType);
  }

  @Override
  public int watermark() {
    return index.watermark();
  }

  /** Stops looking, and waits for a look that is under way. */
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
