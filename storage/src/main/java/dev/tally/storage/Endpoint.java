package dev.tally.storage;

import static java.util.Objects.requireNonNull;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.net.URI;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where ClickHouse answers over HTTP, as whom, and in which databases.
 *
 * @param url {@code http://host:port} or {@code https://host:port}
 * @param database Tally's tables
 * @param viewsDatabase one view per event type
 */
public record Endpoint(
    URI url, String user, String password, String database, String viewsDatabase) {
  public static final String DATABASE_DEFAULT = "tally";
  public static final String VIEWS_DATABASE_DEFAULT = "events";

  private static final Set<String> SCHEMES = Set.of("http", "https");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,62}");

  public Endpoint {
    requireNonNull(url);
    requireNonNull(user);
    requireNonNull(password);
    String scheme = url.getScheme();
    if (scheme == null || !SCHEMES.contains(scheme) || url.getHost() == null) {
      throw invalid("ClickHouse URL " + url + " is not http://host:port or https://host:port");
    }
    checkName(database, "database");
    checkName(viewsDatabase, "views database");
    if (database.equals(viewsDatabase)) {
      throw invalid("database and views database are both " + database + ": name two");
    }
  }

  /** The same server and user, other databases. */
  public Endpoint withDatabases(String otherDatabase, String otherViewsDatabase) {
    return new Endpoint(url, user, password, otherDatabase, otherViewsDatabase);
  }

  /** The password stays out of logs. */
  @Override
  public String toString() {
    return user + "@" + url + "/" + database + " (views in " + viewsDatabase + ")";
  }

  private static void checkName(String name, String what) {
    if (!NAME.matcher(name).matches()) {
      throw invalid(
          "ClickHouse "
              + what
              + " '"
              + name
              + "': use letters, digits and underscores, at most 63");
    }
  }

  private static TallyException invalid(String message) {
    return new TallyException(ErrorCode.CONFIG_INVALID, message);
  }
}
