package dev.tally.app.service;

import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.CachedCatalog;
import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.retention.TableRetention;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps states and series for as long as the latest revisions say. */
final class RetentionFollowsCatalog {
  private static final Logger log = LoggerFactory.getLogger(RetentionFollowsCatalog.class);

  private final CachedCatalog catalog;
  private final TableRetention retention;

  private RetentionFollowsCatalog(CachedCatalog catalog, TableRetention retention) {
    this.catalog = catalog;
    this.retention = retention;
  }

  static void start(CachedCatalog catalog, ClickHouse clickHouse) {
    RetentionFollowsCatalog follow =
        new RetentionFollowsCatalog(catalog, new TableRetention(clickHouse));
    catalog.onChange(follow::update);
    follow.update();
  }

  private synchronized void update() {
    try {
      retention.apply(catalog.latest().stream().map(Revision::eventType).toList());
    } catch (TallyException e) {
      log.warn(
          "how long states and series are kept is not up to date: {} [{}]",
          e.getMessage(),
          e.code());
    }
  }
}
