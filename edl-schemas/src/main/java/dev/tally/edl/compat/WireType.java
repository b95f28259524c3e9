package dev.tally.edl.compat;

import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.Locale;

/**
 * Types as bytes. Those of a group are written alike, so that one can be read as another
 * (protobuf.dev, "Updating a Message Type").
 */
final class WireType {
  /** Types that are written alike. */
  private enum Group {
    VARINT,
    ZIGZAG,
    FIXED32,
    FIXED64,
    FLOAT,
    DOUBLE,
    STRING,
    BYTES,
    ENUM,
    MESSAGE,
    DELIMITED
  }

  private WireType() {}

  /** Whether what was written as the old type is read as the new one. Maps: keys and values. */
  static boolean isCompatible(FieldDescriptor old, FieldDescriptor now) {
    if (old.isMapField() && now.isMapField()) {
      return isCompatible(part(old, 1), part(now, 1)) && isCompatible(part(old, 2), part(now, 2));
    }
    Group was = group(old);
    Group is = group(now);
    if (was != is) {
      return was == Group.STRING && is == Group.BYTES;
    }
    return switch (is) {
      case MESSAGE, DELIMITED ->
          old.getMessageType().getFullName().equals(now.getMessageType().getFullName());
      case ENUM -> isCompatible(old.getEnumType(), now.getEnumType());
      case VARINT, ZIGZAG, FIXED32, FIXED64, FLOAT, DOUBLE, STRING, BYTES -> true;
    };
  }

  /** An enum may move to another package or message, and may have more constants there. */
  private static boolean isCompatible(EnumDescriptor old, EnumDescriptor now) {
    if (old.getFullName().equals(now.getFullName())) {
      return true;
    }
    return old.getName().equals(now.getName())
        && old.getValues().stream().allMatch(value -> has(now, value));
  }

  private static boolean has(EnumDescriptor type, EnumValueDescriptor value) {
    EnumValueDescriptor same = type.findValueByName(value.getName());
    return same != null && same.getNumber() == value.getNumber();
  }

  private static FieldDescriptor part(FieldDescriptor map, int number) {
    return map.getMessageType().findFieldByNumber(number);
  }

  private static Group group(FieldDescriptor field) {
    return switch (field.getType()) {
      case INT32, INT64, UINT32, UINT64, BOOL -> Group.VARINT;
      case SINT32, SINT64 -> Group.ZIGZAG;
      case FIXED32, SFIXED32 -> Group.FIXED32;
      case FIXED64, SFIXED64 -> Group.FIXED64;
      case FLOAT -> Group.FLOAT;
      case DOUBLE -> Group.DOUBLE;
      case STRING -> Group.STRING;
      case BYTES -> Group.BYTES;
      case ENUM -> Group.ENUM;
      case MESSAGE -> Group.MESSAGE;
      case GROUP -> Group.DELIMITED;
    };
  }

  /** As EDL writes it: {@code int32}, {@code shop.Device}, {@code map<string, int64>}. */
  static String text(FieldDescriptor field) {
    if (field.isMapField()) {
      return "map<%s, %s>".formatted(text(part(field, 1)), text(part(field, 2)));
    }
    return switch (group(field)) {
      case MESSAGE -> field.getMessageType().getFullName();
      case DELIMITED -> "delimited " + field.getMessageType().getFullName();
      case ENUM -> field.getEnumType().getFullName();
      case VARINT, ZIGZAG, FIXED32, FIXED64, FLOAT, DOUBLE, STRING, BYTES ->
          field.getType().name().toLowerCase(Locale.ROOT);
    };
  }
}
