package dev.tally.edl.lint;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.tally.edl.check.Area;
import dev.tally.edl.check.CheckRule;
import dev.tally.edl.check.Severity;
import java.util.Set;

final class EnumZeroValue implements LintRule {
  private static final CheckRule RULE =
      new CheckRule(
          "ENUM_ZERO_VALUE",
          Area.LINT,
          Severity.WARNING,
          "The zero value of an enum means that nothing is said, and is named so.",
          "In a field without presence zero and unset are the same to protobuf: a real value at"
              + " zero is counted for every sender that forgets the field, or for none. It is asked"
              + " of enums that have such a field.");

  private static final Set<String> NOTHING_SAID =
      Set.of("UNSPECIFIED", "UNKNOWN", "UNSET", "UNDEFINED");

  @Override
  public CheckRule rule() {
    return RULE;
  }

  @Override
  public void judge(Reach reach, Complaints complaints) {
    for (Descriptor message : reach.messages()) {
      for (FieldDescriptor field : message.getFields()) {
        if (field.getJavaType() == FieldDescriptor.JavaType.ENUM
            && !field.isRepeated()
            && !field.hasPresence()
            && reach.enums().contains(field.getEnumType())) {
          judge(field.getEnumType(), reach, complaints);
        }
      }
    }
  }

  private static void judge(EnumDescriptor type, Reach reach, Complaints complaints) {
    EnumValueDescriptor zero = type.findValueByNumber(0);
    if (zero != null && !meansNothing(zero.getName())) {
      complaints.add(
          type.getFullName(),
          reach.schema().place(zero),
          "the zero value of enum '%s' is '%s', which unset fields have, too"
              .formatted(type.getName(), zero.getName()),
          "put '%s_UNSPECIFIED' at 0".formatted(Words.upperSnakeCase(type.getName())));
    }
  }

  private static boolean meansNothing(String name) {
    return NOTHING_SAID.stream().anyMatch(word -> name.equals(word) || name.endsWith("_" + word));
  }
}
