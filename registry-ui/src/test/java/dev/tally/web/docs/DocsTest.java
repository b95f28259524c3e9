package dev.tally.web.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DocsTest {
  private static final Path FOLDER = Path.of("../docs");
  private static final Pattern LINK = Pattern.compile("<a [^>]*href=\"([^\"]*)\"");
  private static final Pattern ID = Pattern.compile(" id=\"([^\"]*)\"");

  private final Docs docs = new Docs();

  private static Set<String> names() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".md"))
          .map(name -> name.substring(0, name.length() - ".md".length()))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private DocsPage page(String name) {
    return docs.find(name).orElseThrow(() -> new AssertionError("no page " + name));
  }

  private static List<String> links(DocsPage page) {
    return found(LINK, page.html());
  }

  private static List<String> found(Pattern pattern, String html) {
    return pattern.matcher(html).results().map(result -> result.group(1)).toList();
  }

  @Test
  void theHomePageLeadsToEveryOther() throws IOException {
    Set<String> linked = new TreeSet<>();
    linked.add(Docs.HOME);
    for (String link : links(page(Docs.HOME))) {
      linked.add(link.substring((Docs.PATH + "/").length()));
    }
    assertThat(linked).isEqualTo(names());
  }

  /** Each as it is shown: to a page, and to a heading that the page has. */
  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    for (String name : names()) {
      for (String link : links(page(name))) {
        if (!link.startsWith("http")) {
          assertLeads(name, link);
        }
      }
    }
  }

  private void assertLeads(String from, String link) {
    Matcher parts = Pattern.compile("(?:/docs/([^#]+))?(?:#(.+))?").matcher(link);
    assertThat(parts.matches()).as("%s in %s", link, from).isTrue();
    MatchResult result = parts.toMatchResult();
    DocsPage to = page(result.group(1) == null ? from : result.group(1));
    if (result.group(2) != null) {
      assertThat(found(ID, to.html())).as("%s in %s", link, from).contains(result.group(2));
    }
  }

  @Test
  void headingsHaveTheIdsOfThePage() throws IOException {
    for (String name : names()) {
      DocsPage page = page(name);
      assertThat(page.headings().stream().map(DocsPage.Heading::id).toList())
          .as(name)
          .isEqualTo(found(Pattern.compile("<h[2-6] id=\"([^\"]*)\""), page.html()));
    }
  }

  @Test
  void aPageHasItsFirstHeadingAsTitle() {
    DocsPage page = page("check");
    assertThat(page.title()).isEqualTo("Check: tally check");
    assertThat(page.html()).doesNotContain("<h1");
  }

  @Test
  void markupInTheTextIsShown() {
    DocsPage page = DocsText.page("x", "# A\n\n<script>b()</script> [c](javascript:d)\n\n`<e>`\n");
    assertThat(page.html())
        .contains("&lt;script&gt;", "<code>&lt;e&gt;</code>")
        .doesNotContain("<script", "<a");
  }

  @Test
  void whatIsOnlyInTheSourceIsNoLink() {
    DocsPage page = DocsText.page("x", "See [the `code`](../pom.xml) and [y](lint.md#z).\n");
    assertThat(page.html())
        .contains("See the <code>code</code> and <a href=\"/docs/lint#z\">y</a>.");
  }

  @Test
  void whatIsNoPageIsNotThere() {
    for (String name : List.of("nothing", "", "../README", "lint.md", "a/b", "x".repeat(61))) {
      assertThat(docs.find(name)).as(name).isEmpty();
    }
  }
}
