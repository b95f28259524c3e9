package dev.tally.codegen;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import dev.tally.edl.model.Delivery;
import dev.tally.edl.model.EnumType;
import dev.tally.edl.model.EventType;
import dev.tally.edl.registry.Fingerprint;
import java.util.List;
import javax.lang.model.element.Modifier;

/** The sender of one event type: a final class with a setter per attribute. */
final class EventClass {
  private final EventType eventType;
  private final ClassName name;
  private final TypeNames names;
  private final List<Member> members;

  private EventClass(EventType eventType, TypeNames names) {
    this.eventType = eventType;
    this.names = names;
    name = names.eventClass(eventType);
    members = Member.of(eventType, names);
  }

  static TypeSpec of(EventType eventType, TypeNames names) {
    return new EventClass(eventType, names).spec();
  }

  private TypeSpec spec() {
    TypeSpec.Builder spec =
        TypeSpec.classBuilder(name.simpleName())
            .addJavadoc("$L", Javadocs.event(eventType))
            .addModifiers(Modifier.PUBLIC, Modifier.FINAL)
            .superclass(Sdk.EVENT)
            .addField(schemaConstant());
    MemberCode code = new MemberCode(name, members);
    code.fields().forEach(spec::addField);
    spec.addMethod(MethodSpec.constructorBuilder().addModifiers(Modifier.PRIVATE).build());
    spec.addMethod(code.create("An event with nothing set."));
    code.setters().forEach(spec::addMethod);
    spec.addMethod(schema()).addMethod(code.missing()).addMethod(EncodeMethod.of(members));
    members.stream().flatMap(member -> member.elements().stream()).forEach(e -> element(e, spec));
    for (EnumType type : names.enumsIn(eventType)) {
      spec.addType(
          EnumClass.of(type, names.enumClass(type)).toBuilder()
              .addModifiers(Modifier.STATIC)
              .build());
    }
    return spec.build();
  }

  private FieldSpec schemaConstant() {
    return FieldSpec.builder(
            Sdk.EVENT_SCHEMA, "SCHEMA", Modifier.PUBLIC, Modifier.STATIC, Modifier.FINAL)
        .addJavadoc("The revision that this class was generated from.")
        .initializer(
            "new $T($S, $L, $L)",
            Sdk.EVENT_SCHEMA,
            eventType.name(),
            "0x%016xL".formatted(Fingerprint.of(eventType)),
            eventType.delivery() == Delivery.BEST_EFFORT)
        .build();
  }

  /** The class of a repeated message's elements, nested in the sender. */
  private void element(Elements elements, TypeSpec.Builder event) {
    List<Member> inElement = Member.of(elements, names);
    MemberCode code = new MemberCode(elements.java(), inElement);
    TypeSpec.Builder spec =
        TypeSpec.classBuilder(elements.java().simpleName())
            .addJavadoc("An element of {@code $L}.", elements.name())
            .addModifiers(Modifier.PUBLIC, Modifier.STATIC, Modifier.FINAL)
            .superclass(Sdk.ELEMENT);
    code.fields().forEach(spec::addField);
    spec.addMethod(MethodSpec.constructorBuilder().addModifiers(Modifier.PRIVATE).build());
    spec.addMethod(code.create("An element with nothing set."));
    code.setters().forEach(spec::addMethod);
    spec.addMethod(code.missing()).addMethod(EncodeMethod.of(inElement));
    event.addType(spec.build());
  }

  private static MethodSpec schema() {
    return MethodSpec.methodBuilder("schema")
        .addAnnotation(Override.class)
        .addModifiers(Modifier.PROTECTED)
        .returns(Sdk.EVENT_SCHEMA)
        .addStatement("return SCHEMA")
        .build();
  }
}
