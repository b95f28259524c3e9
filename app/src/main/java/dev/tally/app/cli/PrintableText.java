package dev.tally.app.cli;

/** Other people's words for a terminal. */
final class PrintableText {
  private PrintableText() {}

  /** On one line, and without what a terminal would obey. */
  static String of(String text) {
    return text.replaceAll("[\\p{Cntrl}\\p{Cf}]+", " ").stripTrailing();
  }
}
