package dev.tally.edl.lint;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.tally.edl.check.Area;
import dev.tally.edl.check.CheckRule;
import dev.tally.edl.check.Severity;
import dev.tally.edl.load.Place;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** How names are written, one rule per kind of element. */
final class NameCase implements LintRule {
  private static final String PASCAL_CASE = "PascalCase";

  private final CheckRule rule;
  private final Pattern pattern;
  private final String style;
  private final UnaryOperator<String> mend;
  private final BiConsumer<Reach, Named> elements;

  /** Takes the elements of a kind. */
  private interface Named {
    void add(String what, String name, String fullName, Supplier<Place> place);
  }

  private NameCase(
      CheckRule rule,
      String pattern,
      String style,
      UnaryOperator<String> mend,
      BiConsumer<Reach, Named> elements) {
    this.rule = rule;
    this.pattern = Pattern.compile(pattern);
    this.style = style;
    this.mend = mend;
    this.elements = elements;
  }

  static LintRule message() {
    return new NameCase(
        rule(
            "MESSAGE_NAME_CASE",
            "The name of an event type, or of a message in it, is PascalCase.",
            "Generated classes and SQL views are called as it is; two styles in one place make"
                + " people guess."),
        "[A-Z][A-Za-z0-9]*",
        PASCAL_CASE,
        Words::pascalCase,
        NameCase::messages);
  }

  static LintRule field() {
    return new NameCase(
        rule(
            "FIELD_NAME_CASE",
            "The name of a field is lower_snake_case.",
            "Attributes are columns, and words of paths; SDKs turn lower_snake_case into the style"
                + " of their language, and other styles into something odd."),
        "[a-z][a-z0-9]*(_[a-z0-9]+)*",
        "lower_snake_case",
        Words::snakeCase,
        NameCase::fields);
  }

  static LintRule enumType() {
    return new NameCase(
        rule(
            "ENUM_NAME_CASE",
            "The name of an enum is PascalCase.",
            "Generated classes are called as it is."),
        "[A-Z][A-Za-z0-9]*",
        PASCAL_CASE,
        Words::pascalCase,
        NameCase::enums);
  }

  static LintRule enumValue() {
    return new NameCase(
        rule(
            "ENUM_VALUE_NAME_CASE",
            "The name of an enum's value is UPPER_SNAKE_CASE.",
            "Values are stored by name: filters, dashboards and SQL spell it, and it cannot be"
                + " changed later without splitting series."),
        "[A-Z][A-Z0-9]*(_[A-Z0-9]+)*",
        "UPPER_SNAKE_CASE",
        Words::upperSnakeCase,
        NameCase::values);
  }

  private static CheckRule rule(String id, String summary, String why) {
    return new CheckRule(id, Area.LINT, Severity.WARNING, summary, why);
  }

  private static void messages(Reach reach, Named out) {
    for (Descriptor message : reach.messages()) {
      out.add(
          "message", message.getName(), message.getFullName(), () -> reach.schema().place(message));
    }
  }

  private static void fields(Reach reach, Named out) {
    for (Descriptor message : reach.messages()) {
      for (FieldDescriptor field : message.getFields()) {
        out.add("field", field.getName(), field.getFullName(), () -> reach.schema().place(field));
      }
    }
  }

  private static void enums(Reach reach, Named out) {
    for (EnumDescriptor type : reach.enums()) {
      out.add("enum", type.getName(), type.getFullName(), () -> reach.schema().place(type));
    }
  }

  private static void values(Reach reach, Named out) {
    for (EnumDescriptor type : reach.enums()) {
      for (EnumValueDescriptor value : type.getValues()) {
        out.add(
            "value",
            value.getName(),
            type.getFullName() + "." + value.getName(),
            () -> reach.schema().place(value));
      }
    }
  }

  @Override
  public CheckRule rule() {
    return rule;
  }

  @Override
  public void judge(Reach reach, Complaints complaints) {
    elements.accept(
        reach,
        (what, name, fullName, place) -> {
          if (!pattern.matcher(name).matches()) {
            complaints.add(
                fullName,
                place.get(),
                "the name of %s '%s' is not %s".formatted(what, name, style),
                "call it '%s'".formatted(mend.apply(name)));
          }
        });
  }
}
