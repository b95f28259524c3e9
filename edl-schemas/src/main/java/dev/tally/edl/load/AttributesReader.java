package dev.tally.edl.load;

import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.DimensionClass;
import dev.tally.edl.model.EnumType;
import dev.tally.edl.model.PiiClass;
import dev.tally.edl.model.Presence;
import dev.tally.edl.model.Rule;
import dev.tally.edl.model.Rules;
import dev.tally.edl.model.Shape;
import dev.tally.edl.proto.Edl;
import dev.tally.edl.proto.FieldOptions;
import dev.tally.error.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the attributes of one event type: its leaf fields, through nested messages. */
final class AttributesReader {
  private static final int WRAPPER_VALUE = 1;

  private final EventScope scope;
  private final List<Attribute> attributes = new ArrayList<>();
  private final Map<String, String> namesByUnderscores = new HashMap<>();
  private Optional<String> eventTime = Optional.empty();

  /**
   * What holds a field.
   *
   * @param prefix "", or a dotted name with a dot behind it
   * @param numbers field numbers down to here
   * @param elementDepth how many of them lead to the repeated message whose elements it is in; 0
   *     for none
   * @param required whether every event, or every element, has it
   * @param above the messages down to here, this one included
   */
  private record Holder(
      String prefix,
      List<Integer> numbers,
      int elementDepth,
      boolean required,
      boolean deprecated,
      List<Descriptor> above) {
    boolean isInElements() {
      return elementDepth > 0;
    }
  }

  AttributesReader(EventScope scope) {
    this.scope = scope;
  }

  List<Attribute> read() {
    fields(new Holder("", List.of(), 0, true, false, List.of(scope.message())));
    if (attributes.size() > EdlLimits.EVENT_TYPE_ATTRIBUTES_MAX) {
      scope.refuse(
          "%s has more than %,d attributes"
              .formatted(scope.eventType(), EdlLimits.EVENT_TYPE_ATTRIBUTES_MAX));
    }
    return attributes;
  }

  private void fields(Holder holder) {
    for (FieldDescriptor field : holder.above().getLast().getFields()) {
      if (attributes.size() <= EdlLimits.EVENT_TYPE_ATTRIBUTES_MAX) {
        field(field, holder);
      }
    }
  }

  private void field(FieldDescriptor field, Holder holder) {
    if (field.getType() == FieldDescriptor.Type.GROUP) {
      refuse(field, holder, "is a group; write a message field instead");
    } else if (field.isRepeated() && holder.isInElements()) {
      refuse(
          field,
          holder,
          "has many values in each element of a repeated message, for which there are no parallel"
              + " arrays; make the element an event type of its own, or write the values in one"
              + " string");
    } else if (WellKnown.isStruct(field) && (field.isRepeated() || holder.isInElements())) {
      refuse(field, holder, "is a Struct, one of many; write a string with the JSON text");
    } else if (field.isMapField()) {
      map(field, holder);
    } else if (field.getType() == FieldDescriptor.Type.MESSAGE && !WellKnown.isLeaf(field)) {
      message(field, holder);
    } else {
      leaf(field, holder);
    }
  }

  private void message(FieldDescriptor field, Holder holder) {
    Descriptor type = field.getMessageType();
    Optional<String> refusal = WellKnown.refusal(field);
    if (refusal.isPresent()) {
      refuse(field, holder, refusal.get());
    } else if (holder.above().contains(type)) {
      refuse(field, holder, "makes %s contain itself".formatted(type.getFullName()));
    } else if (holder.above().size() > EdlLimits.NESTING_DEPTH_MAX) {
      refuse(field, holder, "is nested deeper than " + EdlLimits.NESTING_DEPTH_MAX);
    } else if (field.isRepeated()) {
      elements(field, holder);
    } else {
      AttributeOptions options = options(field, holder);
      options.refuseAllButRequired();
      rules(field, holder).refuseAllButRequired();
      fields(inner(field, holder, holder.elementDepth(), options.presence() == Presence.REQUIRED));
    }
  }

  /** Of a repeated message. All its attributes are as many, so that the first has its rules. */
  private void elements(FieldDescriptor field, Holder holder) {
    options(field, holder).refuseAllButRequired();
    List<Rule> sizes = rules(field, holder).ofElements();
    int first = attributes.size();
    fields(inner(field, holder, holder.numbers().size() + 1, true));
    if (sizes.isEmpty()) {
      return;
    }
    if (attributes.size() == first) {
      refuse(field, holder, "has rules, and nothing that Tally could count");
      return;
    }
    Rules rules = attributes.get(first).rules();
    List<Rule> all = new ArrayList<>(sizes);
    all.addAll(rules.list());
    attributes.set(first, attributes.get(first).withRules(new Rules(rules.subject(), all)));
  }

  private static Holder inner(
      FieldDescriptor field, Holder holder, int elementDepth, boolean required) {
    List<Descriptor> above = new ArrayList<>(holder.above());
    above.add(field.getMessageType());
    return new Holder(
        holder.prefix() + field.getName() + ".",
        SourceMap.child(holder.numbers(), field.getNumber()),
        elementDepth,
        required,
        holder.deprecated() || field.getOptions().getDeprecated(),
        above);
  }

  private void map(FieldDescriptor field, Holder holder) {
    FieldDescriptor value = field.getMessageType().findFieldByNumber(2);
    if (value.getJavaType() == FieldDescriptor.JavaType.MESSAGE && !WellKnown.isTime(value)) {
      refuse(
          field, holder, "is a map of messages; write a repeated message with a field for the key");
      return;
    }
    options(field, holder).refuseAll("a map");
    FieldDescriptor key = field.getMessageType().findFieldByNumber(1);
    RulesReader rules = rules(field, holder);
    add(field, plain(field, key, holder, Shape.MAP_KEY, ".key").withRules(rules.ofKeys(key)));
    add(
        field,
        plain(field, value, holder, Shape.MAP_VALUE, ".value").withRules(rules.ofValues(value)));
  }

  /** Of a map, whose halves have no options. */
  private Attribute plain(
      FieldDescriptor map, FieldDescriptor half, Holder holder, Shape shape, String suffix) {
    boolean isDuration = WellKnown.isDuration(half);
    return new Attribute(
        holder.prefix() + map.getName() + suffix,
        SourceMap.child(holder.numbers(), map.getNumber(), half.getNumber()),
        type(half),
        shape,
        Presence.OPTIONAL,
        enumType(half),
        DimensionClass.NONE,
        PiiClass.UNSPECIFIED,
        isDuration ? "seconds" : "",
        isDuration ? AttributeType.DURATION_SCALE : 0,
        false,
        holder.deprecated() || map.getOptions().getDeprecated(),
        description(map));
  }

  private void leaf(FieldDescriptor field, Holder holder) {
    AttributeOptions options = options(field, holder);
    boolean isEventTime = options.eventTime();
    if (isEventTime) {
      eventTime.ifPresent(other -> options.refuseSecondEventTime(other));
      eventTime = Optional.of(holder.prefix() + field.getName());
    }
    DimensionClass dimension = options.dimension();
    List<Integer> path = SourceMap.child(holder.numbers(), field.getNumber());
    boolean isWrapped = WellKnown.isWrapper(field);
    boolean isMany = field.isRepeated() || holder.isInElements();
    add(
        field,
        new Attribute(
            holder.prefix() + field.getName(),
            isWrapped ? SourceMap.child(path, WRAPPER_VALUE) : path,
            type(field),
            isMany ? Shape.REPEATED : Shape.SINGULAR,
            options.presence(),
            enumType(field),
            dimension,
            options.pii(),
            options.unit(),
            options.scale(),
            isEventTime,
            holder.deprecated() || field.getOptions().getDeprecated(),
            description(field),
            rules(field, holder).ofLeaf(holder.required()),
            options.maxValues(dimension),
            isWrapped && field.isRepeated() ? path.size() : holder.elementDepth(),
            isWrapped));
  }

  /**
   * Code and series paths have underscores for dots, so that {@code a.b} and {@code a_b} collide.
   */
  private void add(FieldDescriptor field, Attribute attribute) {
    String other =
        namesByUnderscores.putIfAbsent(attribute.name().replace('.', '_'), attribute.name());
    if (other != null) {
      SourceMap source = scope.sources().apply(field.getFile());
      scope
          .problems()
          .add(
              source.source().path(),
              source.position(namePath(field)),
              ErrorCode.EDL_NAME_CONFLICT,
              "attributes '%s' and '%s' of %s would be one in code and in paths; rename one"
                  .formatted(other, attribute.name(), scope.eventType()));
    }
    attributes.add(attribute);
  }

  private AttributeOptions options(FieldDescriptor field, Holder holder) {
    return new AttributeOptions(
        scope,
        field,
        holder.prefix() + field.getName(),
        holder.required(),
        holder.isInElements(),
        fieldOptions(field));
  }

  private RulesReader rules(FieldDescriptor field, Holder holder) {
    return new RulesReader(scope, field, holder.prefix() + field.getName());
  }

  private static Optional<FieldOptions> fieldOptions(FieldDescriptor field) {
    return field.getOptions().hasExtension(Edl.field)
        ? Optional.of(field.getOptions().getExtension(Edl.field))
        : Optional.empty();
  }

  private void refuse(FieldDescriptor field, Holder holder, String words) {
    SourceMap source = scope.sources().apply(field.getFile());
    scope
        .problems()
        .add(
            source.source().path(),
            source.position(namePath(field)),
            ErrorCode.EDL_INVALID,
            "field '%s%s' of %s %s"
                .formatted(holder.prefix(), field.getName(), scope.eventType(), words));
    scope.lost().addAll(field.getName());
  }

  private static List<Integer> namePath(FieldDescriptor field) {
    return SourceMap.child(SourceMap.path(field), FieldDescriptorProto.NAME_FIELD_NUMBER);
  }

  private String description(FieldDescriptor field) {
    return scope.sources().apply(field.getFile()).comment(SourceMap.path(field));
  }

  private Optional<EnumType> enumType(FieldDescriptor field) {
    if (field.getType() != FieldDescriptor.Type.ENUM) {
      return Optional.empty();
    }
    EnumDescriptor type = field.getEnumType();
    List<EnumType.Value> values = new ArrayList<>();
    for (EnumValueDescriptor value : type.getValues()) {
      values.add(
          new EnumType.Value(
              value.getName(),
              value.getNumber(),
              scope
                  .sources()
                  .apply(type.getFile())
                  .comment(SourceMap.valuePath(type, value.getIndex()))));
    }
    return Optional.of(new EnumType(type.getFullName(), values));
  }

  /** Of a leaf. */
  static AttributeType type(FieldDescriptor field) {
    return switch (field.getType()) {
      case INT32 -> AttributeType.INT32;
      case SINT32 -> AttributeType.SINT32;
      case SFIXED32 -> AttributeType.SFIXED32;
      case UINT32 -> AttributeType.UINT32;
      case FIXED32 -> AttributeType.FIXED32;
      case INT64 -> AttributeType.INT64;
      case SINT64 -> AttributeType.SINT64;
      case SFIXED64 -> AttributeType.SFIXED64;
      case UINT64 -> AttributeType.UINT64;
      case FIXED64 -> AttributeType.FIXED64;
      case FLOAT -> AttributeType.FLOAT;
      case DOUBLE -> AttributeType.DOUBLE;
      case BOOL -> AttributeType.BOOL;
      case STRING -> AttributeType.STRING;
      case BYTES -> AttributeType.BYTES;
      case ENUM -> AttributeType.ENUM;
      case MESSAGE -> WellKnown.type(field);
      case GROUP -> throw new IllegalStateException("a group is no leaf: " + field.getFullName());
    };
  }
}
