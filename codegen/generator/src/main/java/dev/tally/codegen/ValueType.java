package dev.tally.codegen;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.WildcardTypeName;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.AttributeType;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * How one protobuf type looks in Java and on the wire.
 *
 * @param java its Java type
 * @param wireType protobuf's: 0 varint, 1 eight bytes, 2 length-delimited, 5 four bytes
 * @param write the method of {@code WireWriter}
 */
record ValueType(TypeName java, int wireType, String write, boolean isEnum) {
  static final int LENGTH_DELIMITED = 2;

  private static final ClassName STRING = ClassName.get(String.class);
  private static final TypeName OBJECT =
      ParameterizedTypeName.get(
          ClassName.get(Map.class), STRING, WildcardTypeName.subtypeOf(Object.class));

  static ValueType of(Attribute attribute, TypeNames names) {
    AttributeType type = attribute.type();
    return switch (type) {
      case INT32 -> number(TypeName.INT, 0, "int32");
      case SINT32 -> number(TypeName.INT, 0, "sint32");
      case UINT32 -> number(TypeName.INT, 0, "uint32");
      case FIXED32, SFIXED32 -> number(TypeName.INT, 5, "fixed32");
      case INT64 -> number(TypeName.LONG, 0, "int64");
      case SINT64 -> number(TypeName.LONG, 0, "sint64");
      case UINT64 -> number(TypeName.LONG, 0, "uint64");
      case FIXED64, SFIXED64 -> number(TypeName.LONG, 1, "fixed64");
      case FLOAT -> number(TypeName.FLOAT, 5, "float32");
      case DOUBLE -> number(TypeName.DOUBLE, 1, "float64");
      case BOOL -> number(TypeName.BOOLEAN, 0, "bool");
      case STRING -> number(STRING, LENGTH_DELIMITED, "string");
      case BYTES -> number(ArrayTypeName.of(TypeName.BYTE), LENGTH_DELIMITED, "bytes");
      case TIMESTAMP -> number(ClassName.get(Instant.class), LENGTH_DELIMITED, "timestamp");
      case STRUCT -> number(OBJECT, LENGTH_DELIMITED, "struct");
      case DURATION -> number(ClassName.get(Duration.class), LENGTH_DELIMITED, "duration");
      case ENUM ->
          new ValueType(names.enumClass(attribute.enumType().orElseThrow()), 0, "int32", true);
    };
  }

  /** An element of a repeated message, which its own class writes. */
  static ValueType element(ClassName name) {
    return new ValueType(name, LENGTH_DELIMITED, "", false);
  }

  private static ValueType number(TypeName java, int wireType, String write) {
    return new ValueType(java, wireType, write, false);
  }

  boolean isPrimitive() {
    return java.isPrimitive();
  }

  /** Whether a list of them goes on the wire as one length-delimited field. */
  boolean isPackable() {
    return wireType != LENGTH_DELIMITED;
  }

  int tag(int fieldNumber) {
    return fieldNumber << 3 | wireType;
  }

  /** {@code int32(value)}, without the writer before it. */
  CodeBlock writing(CodeBlock value) {
    return isEnum
        ? CodeBlock.of("$L($L.number())", write, value)
        : CodeBlock.of("$L($L)", write, value);
  }
}
