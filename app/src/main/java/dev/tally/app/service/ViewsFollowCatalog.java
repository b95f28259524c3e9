package dev.tally.app.service;

import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.CachedCatalog;
import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.view.EventViews;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the typed view of each event type at its latest revision. */
final class ViewsFollowCatalog {
  private static final Logger log = LoggerFactory.getLogger(ViewsFollowCatalog.class);

  private final CachedCatalog catalog;
  private final EventViews views;
  private final Map<String, Integer> published = new HashMap<>();

  private ViewsFollowCatalog(CachedCatalog catalog, EventViews views) {
    this.catalog = catalog;
    this.views = views;
  }

  static void start(CachedCatalog catalog, ClickHouse clickHouse) {
    ViewsFollowCatalog follow = new ViewsFollowCatalog(catalog, new EventViews(clickHouse));
    catalog.onChange(follow::update);
    follow.update();
  }

  private synchronized void update() {
    for (Revision revision : catalog.latest()) {
      String name = revision.eventType().name();
      if (!Integer.valueOf(revision.id()).equals(published.get(name))) {
        try {
          views.publish(revision.eventType());
          published.put(name, revision.id());
        } catch (TallyException e) {
          log.warn("the view of {} is not up to date: {} [{}]", name, e.getMessage(), e.code());
        }
      }
    }
  }
}
