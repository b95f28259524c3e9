package dev.tally.app.service;

import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.CachedCatalog;
import dev.tally.edl.registry.Registry;
import dev.tally.edl.registry.Stage;
import java.util.List;

/**
 * What is published, as this process knows it.
 *
 * @param production what is rolled up and watched
 * @param all the latest of every stage, for those who look
 */
record Catalogs(CachedCatalog production, CachedCatalog all) implements AutoCloseable {
  static Catalogs open(Registry registry) {
    return new Catalogs(
        new CachedCatalog(registry, Stage.PRODUCTION), new CachedCatalog(registry, Stage.STAGING));
  }

  /**
   * What the typed views show: production, and in its place what is in staging where an event type
   * has not come further, so that it can be looked at.
   */
  List<Revision> shown() {
    return all.latest().stream()
        .map(revision -> production.latest(revision.eventType().name()).orElse(revision))
        .toList();
  }

  /** Runs {@code listener} after each change from now on. */
  void onChange(Runnable listener) {
    production.onChange(listener);
    all.onChange(listener);
  }

  /** When it returns, whatever was published before it was called is here. */
  void refresh() {
    all.refresh();
    production.refresh();
  }

  @Override
  public void close() {
    production.close();
    all.close();
  }
}
