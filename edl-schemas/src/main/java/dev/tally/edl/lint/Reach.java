package dev.tally.edl.lint;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import dev.tally.edl.load.Schema;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.EdlFile;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What lint looks at: the event types of a folder and what they are made of, as far as it stands in
 * the folder's own files. Messages that no event type uses are nobody's business.
 */
final class Reach {
  private final Schema schema;
  private final Map<String, FileDescriptor> own = new LinkedHashMap<>();
  private final Set<Descriptor> messages = new LinkedHashSet<>();
  private final Set<EnumDescriptor> enums = new LinkedHashSet<>();
  private final List<Use> uses = new ArrayList<>();

  /**
   * A field in one event type; one of a shared message has several.
   *
   * @param attribute that the field is there; of a map its keys
   * @param name as {@link Attribute#name}; of a map without the last part
   * @param words of the name
   */
  record Use(
      EventType type, FieldDescriptor field, Attribute attribute, String name, List<String> words) {
    /** Full name of the field. */
    String subject() {
      return field.getFullName();
    }

    boolean isMap() {
      return attribute.shape() == Shape.MAP_KEY;
    }
  }

  Reach(Schema schema) {
    this.schema = schema;
    for (EdlFile file : schema.files()) {
      own.put(file.path(), schema.descriptor(file));
    }
    for (EventType type : schema.eventTypes()) {
      reach(schema.message(type.name()).orElseThrow());
      type.attributes().stream()
          .filter(attribute -> attribute.shape() != Shape.MAP_VALUE)
          .forEach(attribute -> use(type, attribute));
    }
  }

  private void use(EventType type, Attribute attribute) {
    FieldDescriptor field = schema.field(type, attribute);
    String full = attribute.name();
    String name = field.isMapField() ? full.substring(0, full.lastIndexOf('.')) : full;
    uses.add(new Use(type, field, attribute, name, Words.of(name)));
  }

  private void reach(Descriptor message) {
    if (isOwn(message.getFile()) && messages.add(message)) {
      message.getFields().forEach(this::reach);
    }
  }

  private void reach(FieldDescriptor field) {
    if (field.isMapField()) {
      reach(field.getMessageType().findFieldByNumber(2));
    } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
      reach(field.getMessageType());
    } else if (field.getJavaType() == FieldDescriptor.JavaType.ENUM
        && isOwn(field.getEnumType().getFile())) {
      enums.add(field.getEnumType());
    }
  }

  private boolean isOwn(FileDescriptor file) {
    return own.get(file.getName()) == file;
  }

  Schema schema() {
    return schema;
  }

  /** Files with something that is reached. */
  List<FileDescriptor> files() {
    Set<FileDescriptor> files = new LinkedHashSet<>();
    messages.forEach(message -> files.add(message.getFile()));
    enums.forEach(type -> files.add(type.getFile()));
    return List.copyOf(files);
  }

  /** Event types, and what they are nested of. */
  Set<Descriptor> messages() {
    return Collections.unmodifiableSet(messages);
  }

  Set<EnumDescriptor> enums() {
    return Collections.unmodifiableSet(enums);
  }

  /** Attributes, a map as one. */
  List<Use> uses() {
    return Collections.unmodifiableList(uses);
  }
}
