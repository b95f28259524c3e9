package dev.tally.storage;

/** Names and literals in SQL text, for where a parameter can't stand. */
public final class Sql {
  private Sql() {}

  /** In backticks. */
  public static String identifier(String name) {
    return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`";
  }

  /** In single quotes; every character survives. */
  public static String literal(String text) {
    return "'"
        + text.replace("\\", "\\\\").replace("'", "\\'").replace("\0", "\\0").replace("\n", "\\n")
        + "'";
  }
}
