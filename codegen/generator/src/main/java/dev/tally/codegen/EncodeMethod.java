package dev.tally.codegen;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;

/**
 * The method that writes an event's message: fields by number, the members of one embedded message
 * together, and an embedded message only when something in it is set.
 */
final class EncodeMethod {
  private static final Collector<CharSequence, ?, String> ANY = Collectors.joining("\n|| ");

  private final CodeBlock.Builder code = CodeBlock.builder();

  private EncodeMethod() {}

  static MethodSpec of(List<Member> members) {
    EncodeMethod method = new EncodeMethod();
    method.fields(members, 0);
    return MethodSpec.methodBuilder("encode")
        .addAnnotation(Override.class)
        .addModifiers(Modifier.PROTECTED)
        .addParameter(Sdk.WIRE_WRITER, "out")
        .addCode(method.code.build())
        .build();
  }

  /**
   * @param members all of them in the same message
   * @param depth of that message; 0 for the event's own
   */
  private void fields(List<Member> members, int depth) {
    Map<Integer, List<Member>> byNumber =
        members.stream()
            .collect(
                Collectors.groupingBy(
                    member -> member.path().get(depth), TreeMap::new, Collectors.toList()));
    byNumber.forEach(
        (number, group) -> {
          Member first = group.get(0);
          if (first.path().size() > depth + 1) {
            embedded(number, group, depth);
          } else {
            code.beginControlFlow("if ($L)", first.isSet());
            field(number, first, depth);
            code.endControlFlow();
          }
        });
  }

  private void embedded(int number, List<Member> group, int depth) {
    String mark = mark(depth);
    String anySet = group.stream().map(member -> member.isSet().toString()).collect(ANY);
    code.beginControlFlow("if ($L)", anySet);
    code.addStatement("out.tag($L)", number << 3 | ValueType.LENGTH_DELIMITED);
    code.addStatement("int $L = out.open()", mark);
    fields(group, depth + 1);
    code.addStatement("out.close($L)", mark);
    code.endControlFlow();
  }

  private void field(int number, Member member, int depth) {
    if (member.isMap()) {
      map(number, member, depth);
    } else if (member.isRepeated()) {
      repeated(number, member, depth);
    } else {
      CodeBlock value = CodeBlock.of("this.$L", member.javaName());
      code.addStatement("out.tag($L).$L", member.type().tag(number), member.type().writing(value));
    }
  }

  private void repeated(int number, Member member, int depth) {
    ValueType type = member.type();
    if (member.elements().isPresent() || member.attribute().isRepeatedWrapper()) {
      embeddedEach(number, member, depth);
      return;
    }
    CodeBlock writing = type.writing(CodeBlock.of("each"));
    if (type.isPackable()) {
      code.addStatement("out.tag($L)", number << 3 | ValueType.LENGTH_DELIMITED);
      code.addStatement("int $L = out.open()", mark(depth));
    }
    code.beginControlFlow("for ($T each : this.$L)", boxed(type), member.javaName());
    code.beginControlFlow("if (each != null)");
    if (type.isPackable()) {
      code.addStatement("out.$L", writing);
    } else {
      code.addStatement("out.tag($L).$L", type.tag(number), writing);
    }
    code.endControlFlow();
    code.endControlFlow();
    if (type.isPackable()) {
      code.addStatement("out.close($L)", mark(depth));
    }
  }

  /** An embedded message for each: an element of a repeated message, or a wrapper of a value. */
  private void embeddedEach(int number, Member member, int depth) {
    ValueType type = member.type();
    code.beginControlFlow("for ($T each : this.$L)", boxed(type), member.javaName());
    code.beginControlFlow("if (each != null)");
    code.addStatement("out.tag($L)", number << 3 | ValueType.LENGTH_DELIMITED);
    code.addStatement("int $L = out.open()", mark(depth));
    if (member.elements().isPresent()) {
      code.addStatement("each.encode(out)");
    } else {
      code.addStatement("out.tag($L).$L", type.tag(1), type.writing(CodeBlock.of("each")));
    }
    code.addStatement("out.close($L)", mark(depth));
    code.endControlFlow();
    code.endControlFlow();
  }

  private void map(int number, Member member, int depth) {
    ValueType key = member.key().orElseThrow();
    ValueType value = member.type();
    code.beginControlFlow(
        "for ($T.Entry<$T, $T> each : this.$L.entrySet())",
        Map.class,
        boxed(key),
        boxed(value),
        member.javaName());
    code.beginControlFlow("if (each.getKey() != null && each.getValue() != null)");
    code.addStatement("out.tag($L)", number << 3 | ValueType.LENGTH_DELIMITED);
    code.addStatement("int $L = out.open()", mark(depth));
    code.addStatement("out.tag($L).$L", key.tag(1), key.writing(CodeBlock.of("each.getKey()")));
    code.addStatement(
        "out.tag($L).$L", value.tag(2), value.writing(CodeBlock.of("each.getValue()")));
    code.addStatement("out.close($L)", mark(depth));
    code.endControlFlow();
    code.endControlFlow();
  }

  private static TypeName boxed(ValueType type) {
    return type.java().box();
  }

  private static String mark(int depth) {
    return "mark" + depth;
  }
}
