package dev.tally.web.docs;

import dev.tally.web.docs.DocsPage.Heading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.HeadingAnchorExtension;
import org.commonmark.ext.heading.anchor.IdGenerator;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/**
 * Markdown as HTML: CommonMark with GitHub's tables and its anchors of headings. HTML in the text
 * is shown, not obeyed.
 */
final class DocsText {
  private static final List<Extension> EXTENSIONS =
      List.of(TablesExtension.create(), HeadingAnchorExtension.create());
  private static final Parser PARSER = Parser.builder().extensions(EXTENSIONS).build();
  private static final HtmlRenderer HTML =
      HtmlRenderer.builder().extensions(EXTENSIONS).escapeHtml(true).build();

  private DocsText() {}

  static DocsPage page(String name, String markdown) {
    Node document = PARSER.parse(markdown);
    document.accept(new DocsLinks());
    List<Heading> headings = headings(document);
    Optional<Heading> title = headings.stream().filter(heading -> heading.level() == 1).findFirst();
    if (document.getFirstChild() instanceof org.commonmark.node.Heading first
        && first.getLevel() == 1) {
      first.unlink();
    }
    return new DocsPage(
        name,
        title.map(Heading::text).orElse(name),
        HTML.render(document),
        headings.stream().filter(heading -> heading.level() > 1).toList());
  }

  /** With the same ids as the extension gives them: both count repetitions from the first one. */
  private static List<Heading> headings(Node document) {
    IdGenerator ids = IdGenerator.builder().build();
    List<Heading> headings = new ArrayList<>();
    document.accept(
        new AbstractVisitor() {
          @Override
          public void visit(org.commonmark.node.Heading heading) {
            String text = text(heading);
            headings.add(new Heading(heading.getLevel(), ids.generateId(text), text));
          }
        });
    return headings;
  }

  private static String text(Node heading) {
    StringBuilder text = new StringBuilder();
    heading.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Text part) {
            text.append(part.getLiteral());
          }

          @Override
          public void visit(Code part) {
            text.append(part.getLiteral());
          }
        });
    return text.toString();
  }
}
