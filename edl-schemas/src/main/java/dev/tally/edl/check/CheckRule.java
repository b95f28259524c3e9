package dev.tally.edl.check;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One thing that is looked for.
 *
 * @param id stable: it stands in waivers, settings and answers, as {@code FIELD_NAME_CASE}
 * @param severity where nothing else is configured
 * @param summary one sentence: what must hold
 * @param why one to three sentences: what goes wrong otherwise
 */
public record CheckRule(String id, Area area, Severity severity, String summary, String why) {
  private static final Pattern ID = Pattern.compile("[A-Z][A-Z0-9]*(_[A-Z0-9]+)*");

  public CheckRule {
    requireNonNull(area);
    requireNonNull(severity);
    requireNonNull(summary);
    requireNonNull(why);
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException("rule id " + id);
    }
  }

  /** The rule's page, relative to the root of the project: {@code docs/lint.md#field_name_case}. */
  public String docs() {
    String page = area == Area.LINT ? "lint" : "compatibility";
    return "docs/%s.md#%s".formatted(page, id.toLowerCase(Locale.ROOT));
  }
}
