package dev.tally.web.docs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The pages of the project's folder {@code docs}, which are in the jar; rendered when asked for.
 */
public final class Docs {
  /** Where the web application shows pages: {@code /docs/lint}. */
  public static final String PATH = "/docs";

  /** The page that leads to all others. */
  public static final String HOME = "README";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9-]{1,60}");

  private final Map<String, DocsPage> pages = new ConcurrentHashMap<>();

  /**
   * @param name of the file, without {@code .md}
   */
  public Optional<DocsPage> find(String name) {
    DocsPage known = pages.get(name);
    if (known != null || !NAME.matcher(name).matches()) {
      return Optional.ofNullable(known);
    }
    Optional<DocsPage> page = read(name);
    page.ifPresent(read -> pages.put(name, read));
    return page;
  }

  private static Optional<DocsPage> read(String name) {
    try (InputStream in = Docs.class.getResourceAsStream("/docs/" + name + ".md")) {
      return in == null
          ? Optional.empty()
          : Optional.of(DocsText.page(name, new String(in.readAllBytes(), StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
