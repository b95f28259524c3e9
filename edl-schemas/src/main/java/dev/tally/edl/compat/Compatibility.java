package dev.tally.edl.compat;

import dev.tally.edl.check.Verdict;
import dev.tally.edl.load.Schema;
import java.util.List;

/**
 * Holds a change of EDL to the {@link CompatibilityRules}.
 *
 * <ol>
 *   <li>messages and enums, by full name: fields by number, constants by name and number ({@link
 *       MessageComparison}, {@link EnumComparison})
 *   <li>event types, by full name: attributes, metrics and alerts by name ({@link
 *       EventTypesComparison})
 * </ol>
 *
 * What is added gives no verdict, with the exceptions that the rules name. In which file something
 * stands does not matter. What both states share, as after an {@link
 * dev.tally.edl.load.IncrementalLoader}, is not looked at.
 */
public final class Compatibility {
  private Compatibility() {}

  /**
   * What a change breaks.
   *
   * @return by place in {@code after}; each with its place in {@code before}
   */
  public static List<Verdict> compare(Schema before, Schema after) {
    Verdicts verdicts = new Verdicts();
    Side old = new Side(before);
    Side now = new Side(after);

    // messages and enums
    new MessageComparison(old, now, verdicts).compare();
    new EnumComparison(old, now, verdicts).compare();

    // event types
    new EventTypesComparison(old, now, verdicts).compare();

    return verdicts.sorted();
  }
}
