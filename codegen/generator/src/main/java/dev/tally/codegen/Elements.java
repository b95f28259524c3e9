package dev.tally.codegen;

import com.palantir.javapoet.ClassName;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.DimensionClass;
import dev.tally.edl.model.PiiClass;
import dev.tally.edl.model.Presence;
import dev.tally.edl.model.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A repeated message of an event type.
 *
 * @param name dotted: {@code cart.items}
 * @param path protobuf field numbers down to it
 * @param java class of its elements
 * @param attributes as an element has them: names and paths from there, singular
 */
record Elements(String name, List<Integer> path, ClassName java, List<Attribute> attributes) {

  /** By path, in order of declaration. */
  static Map<List<Integer>, Elements> of(List<Attribute> all, ClassName outer, TypeNames names) {
    Map<List<Integer>, Elements> found = new LinkedHashMap<>();
    Identifiers.Scope scope = new Identifiers.Scope(Set.of());
    for (Attribute attribute : all) {
      pathOf(attribute)
          .ifPresent(
              path ->
                  found
                      .computeIfAbsent(path, p -> of(attribute, p, scope, outer, names))
                      .attributes()
                      .add(inElement(attribute)));
    }
    return found;
  }

  /** Down to the repeated message that an attribute is in. A repeated wrapper is one value. */
  static Optional<List<Integer>> pathOf(Attribute attribute) {
    return attribute.isOfElements() && !attribute.isRepeatedWrapper()
        ? Optional.of(attribute.path().subList(0, attribute.elementDepth()))
        : Optional.empty();
  }

  private static Elements of(
      Attribute first,
      List<Integer> path,
      Identifiers.Scope scope,
      ClassName outer,
      TypeNames names) {
    String name = String.join(".", words(first).subList(0, path.size()));
    String camelCase = Identifiers.camelCase(name);
    String simple =
        camelCase.substring(0, 1).toUpperCase(Locale.ROOT) + camelCase.substring(1) + "Element";
    ClassName java = names.nested(outer, scope.name(simple));
    return new Elements(name, path, java, new ArrayList<>());
  }

  private static List<String> words(Attribute attribute) {
    return Arrays.asList(attribute.name().split("\\.", -1));
  }

  private static Attribute inElement(Attribute attribute) {
    int depth = attribute.elementDepth();
    List<String> words = words(attribute);
    return new Attribute(
        String.join(".", words.subList(depth, words.size())),
        attribute.path().subList(depth, attribute.path().size()),
        attribute.type(),
        Shape.SINGULAR,
        attribute.presence(),
        attribute.enumType(),
        attribute.dimension(),
        attribute.pii(),
        attribute.unit(),
        attribute.scale(),
        attribute.eventTime(),
        attribute.deprecated(),
        attribute.description());
  }

  /** Stands for all of them: what a setter is given. */
  Attribute asAttribute() {
    return new Attribute(
        name,
        path,
        AttributeType.BYTES,
        Shape.REPEATED,
        Presence.OPTIONAL,
        Optional.empty(),
        DimensionClass.NONE,
        PiiClass.UNSPECIFIED,
        "",
        0,
        false,
        attributes.stream().allMatch(Attribute::deprecated),
        "");
  }
}
