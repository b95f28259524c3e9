package dev.tally.app.service;

import dev.tally.aggregator.site.Site;
import dev.tally.app.config.Settings;
import dev.tally.storage.Endpoint;
import java.util.List;

/** The sites that the settings name. */
final class SiteTargets {
  private SiteTargets() {}

  static List<Site> of(Settings settings) {
    return settings.sites().stream()
        .map(
            target ->
                new Site(
                    target.name(),
                    new Endpoint(
                        target.url(),
                        target.user(),
                        target.password().value(),
                        target.database(),
                        views(target.database())),
                    target.pullsPerBucket()))
        .toList();
  }

  /** Nothing is read there; an endpoint must name two. */
  private static String views(String database) {
    return database.equals(Endpoint.VIEWS_DATABASE_DEFAULT)
        ? Endpoint.DATABASE_DEFAULT
        : Endpoint.VIEWS_DATABASE_DEFAULT;
  }
}
