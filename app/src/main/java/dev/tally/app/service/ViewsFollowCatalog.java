package dev.tally.app.service;

import dev.tally.edl.model.Revision;
import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.view.EventViews;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the typed view of each event type at the revision that is shown. */
final class ViewsFollowCatalog {
  private static final Logger log = LoggerFactory.getLogger(ViewsFollowCatalog.class);

  private final Catalogs catalogs;
  private final EventViews views;
  private final Map<String, Integer> published = new HashMap<>();

  private ViewsFollowCatalog(Catalogs catalogs, EventViews views) {
    this.catalogs = catalogs;
    this.views = views;
  }

  static void start(Catalogs catalogs, ClickHouse clickHouse) {
    ViewsFollowCatalog follow = new ViewsFollowCatalog(catalogs, new EventViews(clickHouse));
    catalogs.onChange(follow::update);
    follow.update();
  }

  private synchronized void update() {
    for (Revision revision : catalogs.shown()) {
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
