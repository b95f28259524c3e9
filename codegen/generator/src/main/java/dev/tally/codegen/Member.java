package dev.tally.codegen;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Presence;
import dev.tally.edl.model.Shape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One thing that a sender can be given: an attribute, or the two attributes of a map.
 *
 * @param attributeName as people know it: {@code device.os}; for a map without the last part
 * @param javaName of the setter and of the field behind it
 * @param unscaledName of the setter that takes a fixed-point number's integer; empty for others
 * @param path protobuf field numbers; for a map those of the map field
 * @param attribute the attribute; for a map that of its values
 * @param key of a map
 * @param elements of a repeated message; its attribute is made up
 * @param bit which presence bit tells that it is set; negative when its field tells, by not being
 *     null
 */
record Member(
    String attributeName,
    String javaName,
    String unscaledName,
    List<Integer> path,
    Attribute attribute,
    ValueType type,
    Optional<ValueType> key,
    Optional<Elements> elements,
    int bit) {

  /** Names of a generated class that are not attributes, and what every object has. */
  static final Set<String> RESERVED =
      Set.of(
          "create",
          "send",
          "schema",
          "missing",
          "encode",
          "invalid",
          "scaled",
          "getClass",
          "hashCode",
          "equals",
          "toString",
          "clone",
          "finalize",
          "notify",
          "notifyAll",
          "wait");

  /** The members of an event type, in order of declaration. */
  static List<Member> of(EventType eventType, TypeNames names) {
    return of(eventType.attributes(), names.eventClass(eventType), names);
  }

  /** The members of an element of a repeated message. */
  static List<Member> of(Elements elements, TypeNames names) {
    return of(elements.attributes(), elements.java(), names);
  }

  private static List<Member> of(List<Attribute> attributes, ClassName outer, TypeNames names) {
    Identifiers.Scope scope = scope(attributes.size());
    Map<List<Integer>, Elements> elements = Elements.of(attributes, outer, names);
    Map<List<Integer>, Attribute> keys = new HashMap<>();
    List<Member> members = new ArrayList<>();
    int bits = 0;
    for (Attribute attribute : attributes) {
      List<Integer> path = attribute.path();
      Optional<List<Integer>> repeated = Elements.pathOf(attribute);
      if (repeated.isPresent()) {
        // once, where the first of its attributes is
        Elements of = elements.remove(repeated.get());
        if (of != null) {
          members.add(repeatedMessage(of, scope));
        }
        continue;
      }
      if (attribute.shape() == Shape.MAP_KEY) {
        keys.put(path.subList(0, path.size() - 1), attribute);
        continue;
      }
      boolean isMap = attribute.shape() == Shape.MAP_VALUE;
      String name = isMap ? parent(attribute.name()) : attribute.name();
      boolean isShorter = isMap || attribute.isRepeatedWrapper();
      List<Integer> fieldPath = isShorter ? path.subList(0, path.size() - 1) : path;
      ValueType type = ValueType.of(attribute, names);
      boolean hasBit = attribute.shape() == Shape.SINGULAR && type.isPrimitive();
      members.add(
          new Member(
              name,
              scope.name(Identifiers.camelCase(name)),
              "",
              fieldPath,
              attribute,
              type,
              isMap ? Optional.of(ValueType.of(key(keys, fieldPath), names)) : Optional.empty(),
              Optional.empty(),
              hasBit ? bits++ : -1));
    }
    members.replaceAll(member -> member.isFixedPoint() ? member.named(scope) : member);
    return members;
  }

  private static Member repeatedMessage(Elements elements, Identifiers.Scope scope) {
    return new Member(
        elements.name(),
        scope.name(Identifiers.camelCase(elements.name())),
        "",
        elements.path(),
        elements.asAttribute(),
        ValueType.element(elements.java()),
        Optional.empty(),
        Optional.of(elements),
        -1);
  }

  private static Identifiers.Scope scope(int attributes) {
    Set<String> reserved = new HashSet<>(RESERVED);
    for (int i = 0; i <= attributes / Long.SIZE; i++) {
      reserved.add(bits(i));
    }
    return new Identifiers.Scope(reserved);
  }

  private Member named(Identifiers.Scope scope) {
    String unscaled = scope.name(javaName + "Unscaled");
    return new Member(attributeName, javaName, unscaled, path, attribute, type, key, elements, bit);
  }

  private static Attribute key(Map<List<Integer>, Attribute> keys, List<Integer> fieldPath) {
    Attribute key = keys.get(fieldPath);
    if (key == null) {
      throw new IllegalArgumentException("the map at " + fieldPath + " has no key attribute");
    }
    return key;
  }

  private static String parent(String dotted) {
    return dotted.substring(0, dotted.lastIndexOf('.'));
  }

  boolean isMap() {
    return key.isPresent();
  }

  boolean isRepeated() {
    return attribute.shape() == Shape.REPEATED;
  }

  boolean isRequired() {
    return attribute.presence() == Presence.REQUIRED;
  }

  /** An integer that stands for a decimal number; the collector scales floats and doubles. */
  boolean isScaledInteger() {
    return attribute.scale() > 0
        && (type.java().equals(TypeName.INT) || type.java().equals(TypeName.LONG));
  }

  /** A scaled integer with setters that scale. */
  boolean isFixedPoint() {
    return isScaledInteger() && attribute.shape() == Shape.SINGULAR;
  }

  /** Type of the field that holds it. */
  TypeName fieldType() {
    if (key.isPresent()) {
      return ParameterizedTypeName.get(
          ClassName.get(Map.class), key.get().java().box(), type.java().box());
    }
    if (isRepeated()) {
      return ParameterizedTypeName.get(ClassName.get(Collection.class), type.java().box());
    }
    return type.java();
  }

  /** {@code present0}: the field with its presence bit. */
  String bits() {
    return bits(bit / Long.SIZE);
  }

  private static String bits(int index) {
    return "present" + index;
  }

  String mask() {
    return "0x" + Long.toHexString(1L << (bit % Long.SIZE)) + "L";
  }

  /** A Java condition. */
  CodeBlock isSet() {
    if (bit >= 0) {
      return CodeBlock.of("(this.$L & $L) != 0", bits(), mask());
    }
    if (isRepeated() || isMap()) {
      return CodeBlock.of("this.$1L != null && !this.$1L.isEmpty()", javaName);
    }
    return CodeBlock.of("this.$L != null", javaName);
  }

  CodeBlock isNotSet() {
    if (bit >= 0) {
      return CodeBlock.of("(this.$L & $L) == 0", bits(), mask());
    }
    if (isRepeated() || isMap()) {
      return CodeBlock.of("this.$1L == null || this.$1L.isEmpty()", javaName);
    }
    return CodeBlock.of("this.$L == null", javaName);
  }
}
