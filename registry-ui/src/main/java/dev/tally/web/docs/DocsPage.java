package dev.tally.web.docs;

import java.util.List;

/**
 * @param name of the file, without {@code .md}
 * @param title its first heading, as text
 * @param html of what follows it: no scripts, no markup but Markdown's
 * @param headings in the order of the page
 */
public record DocsPage(String name, String title, String html, List<Heading> headings) {
  /** A heading that a link can go to. */
  public record Heading(int level, String id, String text) {}

  public DocsPage {
    headings = List.copyOf(headings);
  }
}
