package dev.tally.app.config;

import dev.tally.aggregator.site.Site;
import dev.tally.app.config.Settings.Secret;
import dev.tally.app.config.Settings.SiteTarget;
import dev.tally.storage.Endpoint;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The settings below {@code sites}. */
final class SitesReader {
  private static final String PREFIX = "sites";

  private SitesReader() {}

  /** By name. */
  static List<SiteTarget> read(SettingsReader reader) {
    List<SiteTarget> sites = new ArrayList<>();
    for (String name : reader.names(PREFIX)) {
      String key = PREFIX + "." + name;
      Optional<URI> url = reader.uri(key + ".url");
      String user = reader.text(key + ".user", "default");
      Secret password = new Secret(reader.text(key + ".password", ""));
      String database = reader.text(key + ".database", Endpoint.DATABASE_DEFAULT);
      int pulls =
          (int)
              reader.number(
                  key + ".pulls_per_bucket",
                  Site.PULLS_PER_BUCKET_DEFAULT,
                  1,
                  Site.PULLS_PER_BUCKET_MAX);
      if (url.isEmpty()) {
        reader.problem(key + ".url", "must be the address of the site's ClickHouse");
      } else if (!Site.NAME.matcher(name).matches()) {
        reader.problem(
            key + ".url",
            "is of a site with a name that is not a letter and then letters, digits, - and _, all small, at most 40");
      } else {
        sites.add(new SiteTarget(name, url.get(), user, password, database, pulls));
      }
    }
    if (sites.size() > Site.SITES_MAX) {
      reader.problem(PREFIX, "are %d; at most %d".formatted(sites.size(), Site.SITES_MAX));
    }
    return sites;
  }
}
