package dev.tally.edl.lint;

import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import dev.tally.edl.check.Area;
import dev.tally.edl.check.CheckRule;
import dev.tally.edl.check.Severity;
import dev.tally.edl.load.Place;
import dev.tally.edl.model.EventType;
import java.util.function.Supplier;

final class NameLength implements LintRule {
  private static final CheckRule RULE =
      new CheckRule(
          "NAME_LENGTH",
          Area.LINT,
          Severity.WARNING,
          "Names are short: of event types at most %d characters, of attributes and enum values %d."
              .formatted(LintLimits.EVENT_TYPE_NAME_CHARS_MAX, LintLimits.ATTRIBUTE_NAME_CHARS_MAX),
          "They are columns, words of paths and of legends, and are typed by hand in queries; an"
              + " attribute's counts with the messages that it is nested in.");

  @Override
  public CheckRule rule() {
    return RULE;
  }

  @Override
  public void judge(Reach reach, Complaints complaints) {
    for (EventType type : reach.schema().eventTypes()) {
      judge(
          new Name("event type", type.name(), LintLimits.EVENT_TYPE_NAME_CHARS_MAX),
          type.name(),
          () -> reach.schema().place(type),
          complaints);
    }
    for (Reach.Use use : reach.uses()) {
      judge(
          new Name("attribute", use.name(), LintLimits.ATTRIBUTE_NAME_CHARS_MAX),
          use.subject(),
          () -> reach.schema().place(use.field()),
          complaints);
    }
    for (EnumDescriptor type : reach.enums()) {
      for (EnumValueDescriptor value : type.getValues()) {
        judge(
            new Name("value", value.getName(), LintLimits.ENUM_VALUE_NAME_CHARS_MAX),
            type.getFullName() + "." + value.getName(),
            () -> reach.schema().place(value),
            complaints);
      }
    }
  }

  private record Name(String what, String text, int charsMax) {}

  private static void judge(
      Name name, String subject, Supplier<Place> place, Complaints complaints) {
    if (name.text().length() > name.charsMax()) {
      complaints.add(
          subject,
          place.get(),
          "the name of %s '%s' has %d characters"
              .formatted(name.what(), name.text(), name.text().length()),
          "find a name of at most %d".formatted(name.charsMax()));
    }
  }
}
