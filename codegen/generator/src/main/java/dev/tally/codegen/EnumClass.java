package dev.tally.codegen;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import dev.tally.edl.model.EnumType;
import java.util.Set;
import javax.lang.model.element.Modifier;

/** The Java enum of a protobuf enum: its constants, each with its number. */
final class EnumClass {
  /** The field behind {@code number()} shares the constants' namespace. */
  private static final Set<String> RESERVED = Set.of("number");

  private EnumClass() {}

  static TypeSpec of(EnumType type, ClassName name) {
    TypeSpec.Builder spec =
        TypeSpec.enumBuilder(name.simpleName())
            .addModifiers(Modifier.PUBLIC)
            .addJavadoc("$L", "Protobuf enum {@code " + type.name() + "}.");
    Identifiers.Scope scope = new Identifiers.Scope(RESERVED);
    for (EnumType.Value value : type.values()) {
      TypeSpec.Builder constant = TypeSpec.anonymousClassBuilder("$L", value.number());
      String doc = Javadocs.paragraphs(value.description(), "");
      if (!doc.isEmpty()) {
        constant.addJavadoc("$L", doc);
      }
      spec.addEnumConstant(scope.name(value.name()), constant.build());
    }
    return spec.addField(TypeName.INT, "number", Modifier.PRIVATE, Modifier.FINAL)
        .addMethod(
            MethodSpec.constructorBuilder()
                .addParameter(TypeName.INT, "number")
                .addStatement("this.number = number")
                .build())
        .addMethod(
            MethodSpec.methodBuilder("number")
                .addJavadoc("The value on the wire.")
                .addModifiers(Modifier.PUBLIC)
                .returns(TypeName.INT)
                .addStatement("return number")
                .build())
        .build();
  }
}
