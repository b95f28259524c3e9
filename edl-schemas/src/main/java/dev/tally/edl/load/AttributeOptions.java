package dev.tally.edl.load;

import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.DimensionClass;
import dev.tally.edl.model.PiiClass;
import dev.tally.edl.model.Presence;
import dev.tally.edl.proto.Edl;
import dev.tally.edl.proto.FieldOptions;
import dev.tally.error.ErrorCode;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code (tally.field)} option of one field, checked against its type. Each method refuses what
 * does not fit, once, and answers as if it were not there.
 */
final class AttributeOptions {
  private final EventScope scope;
  private final FieldDescriptor field;
  private final String name;
  private final boolean holderRequired;
  private final boolean hasMany;
  private final FieldOptions options;
  private final Presence presence;

  /**
   * @param name dotted
   * @param holderRequired whether every event, or every element of a repeated message, has the
   *     message that holds the field
   * @param isInElements whether that is in a repeated message
   */
  AttributeOptions(
      EventScope scope,
      FieldDescriptor field,
      String name,
      boolean holderRequired,
      boolean isInElements,
      Optional<FieldOptions> options) {
    this.scope = scope;
    this.field = field;
    this.name = name;
    this.holderRequired = holderRequired;
    this.hasMany = isInElements || field.isRepeated();
    this.options = options.orElse(FieldOptions.getDefaultInstance());
    this.presence = readPresence();
  }

  Presence presence() {
    return presence;
  }

  private Presence readPresence() {
    if (!options.getRequired() && !RulesReader.isRequired(field)) {
      // protobuf's own `required` says nothing about events that lack the whole nested message
      return field.isRequired() && holderRequired ? Presence.REQUIRED : Presence.OPTIONAL;
    }
    if (field.isRepeated()) {
      refuse("required", "has any number of values, so that it cannot be required");
    } else if (field.getRealContainingOneof() != null) {
      refuse("required", "is one of several, so that it cannot be required");
    } else if (!holderRequired) {
      refuse(
          "required", "is required, but the message that holds it is not; make that required too");
    } else {
      return Presence.REQUIRED;
    }
    return Presence.OPTIONAL;
  }

  boolean eventTime() {
    if (!options.getEventTime()) {
      return false;
    }
    if (type() != AttributeType.TIMESTAMP) {
      refuse(
          "event_time", "is no google.protobuf.Timestamp, so that it cannot be the event's time");
      return false;
    }
    if (hasMany) {
      refuse("event_time", "has any number of values, so that it cannot be the event's time");
      return false;
    }
    return true;
  }

  void refuseSecondEventTime(String other) {
    refuse("event_time", "is a second event time beside '%s'".formatted(other));
  }

  /** That of bools and enums follows from their values. */
  DimensionClass dimension() {
    if (!options.hasDimension()) {
      return hasMany ? DimensionClass.NONE : impliedDimension();
    }
    DimensionClass declared =
        switch (options.getDimension()) {
          case DIMENSION_CLASS_UNSPECIFIED -> impliedDimension();
          case SMALL -> DimensionClass.SMALL;
          case MEDIUM -> DimensionClass.MEDIUM;
          case LARGE -> DimensionClass.LARGE;
        };
    if (hasMany) {
      refuse("dimension", "has any number of values, so that it cannot be a dimension");
      return DimensionClass.NONE;
    }
    return switch (type()) {
      case FLOAT, DOUBLE, BYTES, TIMESTAMP, DURATION, STRUCT -> {
        refuse("dimension", "cannot be a dimension: only strings, integers, enums and bools can");
        yield DimensionClass.NONE;
      }
      case INT32, SINT32, SFIXED32, UINT32, FIXED32, INT64, SINT64, SFIXED64, UINT64, FIXED64 -> {
        if (options.getScale() != 0) {
          refuse("dimension", "is a fixed-point number, so that it cannot be a dimension");
          yield DimensionClass.NONE;
        }
        yield declared;
      }
      case BOOL, STRING, ENUM -> declared;
    };
  }

  /**
   * @param dimension see {@link #dimension}
   */
  int maxValues(DimensionClass dimension) {
    if (!options.hasMaxValues()) {
      return 0;
    }
    // unsigned on the wire
    long most = Integer.toUnsignedLong(options.getMaxValues());
    if (type() == AttributeType.BOOL) {
      refuse("max_values", "has two values, so that 'max_values' says nothing");
    } else if (dimension == DimensionClass.NONE) {
      refuse("max_values", "is no dimension, so that it has no 'max_values'");
    } else if (most < 1 || most > dimension.valuesMax()) {
      refuse(
          "max_values",
          "has the max_values %,d; of a %s dimension it can be 1 to %,d"
              .formatted(most, dimension, dimension.valuesMax()));
    } else {
      return (int) most;
    }
    return 0;
  }

  private DimensionClass impliedDimension() {
    return switch (type()) {
      case BOOL -> DimensionClass.SMALL;
      case ENUM -> {
        int values = field.getEnumType().getValues().size();
        if (values <= DimensionClass.SMALL.valuesMax()) {
          yield DimensionClass.SMALL;
        }
        yield values <= DimensionClass.MEDIUM.valuesMax()
            ? DimensionClass.MEDIUM
            : DimensionClass.LARGE;
      }
      case INT32, SINT32, SFIXED32, UINT32, FIXED32, INT64, SINT64, SFIXED64, UINT64, FIXED64 ->
          DimensionClass.NONE;
      case FLOAT, DOUBLE, STRING, BYTES, TIMESTAMP, DURATION, STRUCT -> DimensionClass.NONE;
    };
  }

  PiiClass pii() {
    return switch (options.getPii()) {
      case PII_CLASS_UNSPECIFIED -> PiiClass.UNSPECIFIED;
      case NONE -> PiiClass.NONE;
      case QUASI_IDENTIFIER -> PiiClass.QUASI_IDENTIFIER;
      case IDENTIFIER -> PiiClass.IDENTIFIER;
      case SENSITIVE -> PiiClass.SENSITIVE;
    };
  }

  String unit() {
    if (type() == AttributeType.DURATION) {
      if (!options.getUnit().isEmpty()) {
        refuse("unit", "is a Duration, which is in seconds");
      }
      return "seconds";
    }
    if (!options.getUnit().isEmpty() && !type().isNumber()) {
      refuse("unit", "is no number, so that it has no unit");
      return "";
    }
    return options.getUnit();
  }

  int scale() {
    // unsigned on the wire
    long scale = Integer.toUnsignedLong(options.getScale());
    if (type() == AttributeType.DURATION) {
      if (scale != 0) {
        refuse("scale", "is a Duration, which is stored in microseconds");
      }
      return AttributeType.DURATION_SCALE;
    }
    if (scale != 0 && !type().isNumber()) {
      refuse("scale", "is no number, so that it has no scale");
      return 0;
    }
    if (scale > Attribute.SCALE_MAX) {
      refuse("scale", "has the scale %d; it can be 0 to %d".formatted(scale, Attribute.SCALE_MAX));
      return 0;
    }
    return (int) scale;
  }

  /** For a message, whose leaves are the attributes. */
  void refuseAllButRequired() {
    options.getAllFields().keySet().stream()
        .map(FieldDescriptor::getName)
        .filter(option -> !option.equals("required"))
        .forEach(
            option -> refuse(option, "is a message; '%s' is for its fields".formatted(option)));
  }

  void refuseAll(String what) {
    for (Map.Entry<FieldDescriptor, Object> option : options.getAllFields().entrySet()) {
      String key = option.getKey().getName();
      if (!key.equals("required")) { // refused already, as of anything repeated
        refuse(key, "is %s, which has no '%s'".formatted(what, key));
      }
    }
  }

  private AttributeType type() {
    return AttributesReader.type(field);
  }

  private void refuse(String option, String words) {
    SourceMap source = scope.sources().apply(field.getFile());
    OptionPlace place =
        new OptionPlace(
            source,
            SourceMap.child(
                SourceMap.path(field),
                FieldDescriptorProto.OPTIONS_FIELD_NUMBER,
                Edl.FIELD_FIELD_NUMBER),
            FieldOptions.getDescriptor());
    scope
        .problems()
        .add(
            source.source().path(),
            place.position(option),
            ErrorCode.EDL_INVALID,
            "attribute '%s' of %s %s".formatted(name, scope.eventType(), words));
  }
}
