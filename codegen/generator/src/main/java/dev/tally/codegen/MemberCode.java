package dev.tally.codegen;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.lang.model.element.Modifier;

/** Fields and methods of a class that is filled in: a sender, or an element of one. */
final class MemberCode {
  private final ClassName name;
  private final List<Member> members;

  /**
   * @param name of the class, which setters return
   */
  MemberCode(ClassName name, List<Member> members) {
    this.name = name;
    this.members = members;
  }

  List<FieldSpec> fields() {
    List<FieldSpec> fields = new ArrayList<>();
    members.stream()
        .filter(member -> member.bit() >= 0)
        .map(Member::bits)
        .distinct()
        .forEach(
            bits -> fields.add(FieldSpec.builder(TypeName.LONG, bits, Modifier.PRIVATE).build()));
    for (Member member : members) {
      fields.add(
          FieldSpec.builder(member.fieldType(), member.javaName(), Modifier.PRIVATE).build());
    }
    return fields;
  }

  MethodSpec create(String doc) {
    return MethodSpec.methodBuilder("create")
        .addJavadoc("$L", doc)
        .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
        .returns(name)
        .addStatement("return new $T()", name)
        .build();
  }

  List<MethodSpec> setters() {
    return members.stream().flatMap(member -> setters(member).stream()).toList();
  }

  private List<MethodSpec> setters(Member member) {
    if (member.isMap()) {
      return List.of(plainSetter(member, member.javaName(), "values"));
    }
    if (member.isRepeated()) {
      return List.of(plainSetter(member, member.javaName(), "values"), varargsSetter(member));
    }
    if (member.isFixedPoint()) {
      return List.of(
          scaledSetter(member, TypeName.DOUBLE),
          scaledSetter(member, ClassName.get(BigDecimal.class)),
          plainSetter(member, member.unscaledName(), "value"));
    }
    return List.of(plainSetter(member, member.javaName(), "value"));
  }

  private MethodSpec.Builder setter(
      Member member, String methodName, String doc, TypeName type, String parameter) {
    MethodSpec.Builder setter =
        MethodSpec.methodBuilder(methodName)
            .addModifiers(Modifier.PUBLIC)
            .returns(name)
            .addParameter(ParameterSpec.builder(type, parameter).build());
    if (!doc.isEmpty()) {
      setter.addJavadoc("$L", doc);
    }
    if (member.attribute().deprecated()) {
      setter.addAnnotation(Deprecated.class);
    }
    return setter;
  }

  private MethodSpec plainSetter(Member member, String methodName, String parameter) {
    String doc =
        member.isScaledInteger()
            ? Javadocs.member(
                member,
                parameter + " in units of 10 to the power of -" + member.attribute().scale())
            : Javadocs.member(member);
    MethodSpec.Builder setter =
        setter(member, methodName, doc, member.fieldType(), parameter)
            .addStatement("this.$L = $L", member.javaName(), parameter);
    if (member.bit() >= 0) {
      setter.addStatement("this.$L |= $L", member.bits(), member.mask());
    }
    return setter.addStatement("return this").build();
  }

  private MethodSpec varargsSetter(Member member) {
    CodeBlock list =
        member.type().isPrimitive()
            ? CodeBlock.of("$T.of(values)", Sdk.LISTS)
            : CodeBlock.of("$T.asList(values)", Arrays.class);
    TypeName array = ArrayTypeName.of(member.type().java());
    return setter(member, member.javaName(), Javadocs.member(member), array, "values")
        .varargs()
        .addStatement("return $L(values == null ? null : $L)", member.javaName(), list)
        .build();
  }

  /** {@code price(12.5)} for an attribute that carries 1250. */
  private MethodSpec scaledSetter(Member member, TypeName type) {
    boolean isInt = member.type().java().equals(TypeName.INT);
    CodeBlock scaled =
        CodeBlock.of(
            "scaled($S, value, $L, $T.MAX_VALUE)",
            member.attributeName(),
            member.attribute().scale(),
            isInt ? Integer.class : Long.class);
    String doc =
        Javadocs.member(
            member,
            "value rounded half to even to %d decimal digits"
                .formatted(member.attribute().scale()));
    MethodSpec.Builder setter = setter(member, member.javaName(), doc, type, "value");
    if (!type.isPrimitive()) {
      setter
          .beginControlFlow("if (value == null)")
          .addStatement("this.$L &= ~$L", member.bits(), member.mask())
          .addStatement("return this")
          .endControlFlow();
    }
    return setter
        .addStatement("return $L($L$L)", member.unscaledName(), isInt ? "(int) " : "", scaled)
        .build();
  }

  MethodSpec missing() {
    MethodSpec.Builder missing =
        MethodSpec.methodBuilder("missing")
            .addAnnotation(Override.class)
            .addModifiers(Modifier.PROTECTED)
            .returns(ParameterizedTypeName.get(Optional.class, String.class));
    int repeated = 0;
    for (Member member : members) {
      if (member.elements().isPresent()) {
        String local = "inElement" + repeated++;
        missing
            .addStatement(
                "$T $L = missing($S, this.$L)",
                ParameterizedTypeName.get(Optional.class, String.class),
                local,
                member.attributeName(),
                member.javaName())
            .beginControlFlow("if ($L.isPresent())", local)
            .addStatement("return $L", local)
            .endControlFlow();
      } else if (member.isRequired()) {
        missing
            .beginControlFlow("if ($L)", member.isNotSet())
            .addStatement("return $T.of($S)", Optional.class, member.attributeName())
            .endControlFlow();
      }
    }
    return missing.addStatement("return $T.empty()", Optional.class).build();
  }
}
