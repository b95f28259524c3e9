package dev.tally.metadata;

import static java.util.Objects.requireNonNull;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.nio.file.Path;

/**
 * Where the metadata database is.
 *
 * @param jdbcUrl {@code jdbc:h2:file:…}, {@code jdbc:h2:mem:…} or {@code jdbc:postgresql:…}
 * @param user empty where the URL or the database needs none
 */
public record MetadataSettings(String jdbcUrl, String user, String password) {
  private static final String H2 = "jdbc:h2:";
  private static final String POSTGRESQL = "jdbc:postgresql:";

  public MetadataSettings {
    requireNonNull(jdbcUrl);
    requireNonNull(user);
    requireNonNull(password);
    if (!jdbcUrl.startsWith(H2) && !jdbcUrl.startsWith(POSTGRESQL)) {
      throw new TallyException(
          ErrorCode.CONFIG_INVALID,
          "metadata database: the URL must start with %s or %s, not '%s'"
              .formatted(H2, POSTGRESQL, withoutQuery(jdbcUrl)));
    }
  }

  /** An H2 database in {@code file}, to which H2 appends {@code .mv.db}. */
  public static MetadataSettings file(Path file) {
    return new MetadataSettings(H2 + "file:" + file.toAbsolutePath(), "", "");
  }

  /** An H2 database in memory; it lives while some {@link MetadataDatabase} of it is open. */
  public static MetadataSettings memory(String name) {
    return new MetadataSettings(H2 + "mem:" + name, "", "");
  }

  public boolean isH2() {
    return jdbcUrl.startsWith(H2);
  }

  /** The database as messages name it: no credentials. */
  String display() {
    return withoutQuery(jdbcUrl);
  }

  @Override
  public String toString() {
    return "MetadataSettings[jdbcUrl=%s, user=%s, password=***]".formatted(display(), user);
  }

  private static String withoutQuery(String url) {
    return url.split("[?;]", 2)[0].replaceFirst("//[^/@]*@", "//");
  }
}
