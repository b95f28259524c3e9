package dev.tally.web.docs;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Link;
import org.commonmark.node.Node;

/**
 * Links between pages lead to where Tally serves them; what is only in the source is no link here.
 */
final class DocsLinks extends AbstractVisitor {
  private static final Pattern PAGE = Pattern.compile("([A-Za-z0-9-]+)\\.md(#.*)?");
  private static final Pattern ELSEWHERE = Pattern.compile("#.*|https?://.*");

  @Override
  public void visit(Link link) {
    visitChildren(link);
    Matcher page = PAGE.matcher(link.getDestination());
    if (page.matches()) {
      String anchor = page.group(2) == null ? "" : page.group(2);
      link.setDestination(Docs.PATH + "/" + page.group(1) + anchor);
    } else if (!ELSEWHERE.matcher(link.getDestination()).matches()) {
      unwrap(link);
    }
  }

  /** Leaves the text of a link where the link was. */
  private static void unwrap(Link link) {
    for (Node child = link.getFirstChild(); child != null; child = link.getFirstChild()) {
      link.insertBefore(child);
    }
    link.unlink();
  }
}
