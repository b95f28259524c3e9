package dev.tally.web;

import dev.tally.web.answer.SearchAnswer.Kind;
import io.javalin.http.Context;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What somebody looks for in the catalog.
 *
 * @param words in lower case; all must occur in a hit
 * @param kinds of hits that are wanted
 */
record SearchQuery(List<String> words, Set<Kind> kinds, int limit) {
  static final int LIMIT_DEFAULT = 20;
  static final int LIMIT_MAX = 200;

  static SearchQuery of(Context context) {
    return new SearchQuery(
        Parameters.words(context, "q"),
        kinds(context.queryParams("kind")),
        Parameters.number(context, "limit", LIMIT_DEFAULT, 1, LIMIT_MAX));
  }

  private static Set<Kind> kinds(List<String> names) {
    return names.isEmpty()
        ? EnumSet.allOf(Kind.class)
        : names.stream().map(SearchQuery::kind).collect(Collectors.toSet());
  }

  private static Kind kind(String name) {
    return Arrays.stream(Kind.values())
        .filter(kind -> kind.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                Parameters.invalid(
                    "kind is '" + name + "': use " + Arrays.toString(Kind.values())));
  }
}
