package dev.tally.edl.lint;

import dev.tally.edl.check.CheckRule;
import dev.tally.edl.load.Place;

/** One rule of lint, and how it is judged. */
interface LintRule {
  CheckRule rule();

  /** Whether it is judged where no {@code edl.yaml} asks for it. */
  default boolean isOnByDefault() {
    return true;
  }

  void judge(Reach reach, Complaints complaints);

  /** Where a rule says what is wrong. Of the same subject and place it is heard once. */
  interface Complaints {
    /**
     * @param subject full name of the element
     * @param message one line: what is wrong
     * @param instead one line: what to do
     */
    void add(String subject, Place place, String message, String instead);
  }
}
