package dev.tally.edl.compat;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.FileDescriptor;
import dev.tally.edl.load.Place;
import dev.tally.edl.load.Schema;
import dev.tally.edl.model.EdlFile;
import dev.tally.edl.model.EventType;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** One of the two folders that are compared, by full names. */
final class Side {
  private final Schema schema;
  private final Map<String, Descriptor> messages = new LinkedHashMap<>();
  private final Map<String, EnumDescriptor> enums = new LinkedHashMap<>();
  private final Map<String, EventType> eventTypes = new LinkedHashMap<>();
  private final Set<String> stored = new HashSet<>();

  Side(Schema schema) {
    this.schema = schema;
    for (EdlFile file : schema.files()) {
      FileDescriptor descriptor = schema.descriptor(file);
      descriptor.getMessageTypes().forEach(this::addMessage);
      descriptor.getEnumTypes().forEach(type -> enums.put(type.getFullName(), type));
    }
    for (EventType type : schema.eventTypes()) {
      eventTypes.put(type.name(), type);
      schema.message(type.name()).ifPresent(this::addStored);
    }
  }

  private void addMessage(Descriptor message) {
    if (!message.getOptions().getMapEntry()) {
      messages.put(message.getFullName(), message);
      message.getNestedTypes().forEach(this::addMessage);
      message.getEnumTypes().forEach(type -> enums.put(type.getFullName(), type));
    }
  }

  private void addStored(Descriptor message) {
    if (stored.add(message.getFullName())) {
      for (FieldDescriptor field : message.getFields()) {
        if (field.getJavaType() == JavaType.MESSAGE) {
          addStored(field.getMessageType());
        } else if (field.getJavaType() == JavaType.ENUM) {
          stored.add(field.getEnumType().getFullName());
        }
      }
    }
  }

  Schema schema() {
    return schema;
  }

  /** By full name, nested ones included, map entries left out. */
  Map<String, Descriptor> messages() {
    return messages;
  }

  /** By full name, nested ones included. */
  Map<String, EnumDescriptor> enums() {
    return enums;
  }

  /** By full name. */
  Map<String, EventType> eventTypes() {
    return eventTypes;
  }

  /** Whether an event type is or holds the message or enum, so that its names are stored. */
  boolean isStored(String fullName) {
    return stored.contains(fullName);
  }

  /** Where something stands, or stood until it was taken away: what held it. */
  Place holder(Descriptor gone) {
    return holder(Optional.ofNullable(gone.getContainingType()), gone.getFile());
  }

  /** As of a message. */
  Place holder(EnumDescriptor gone) {
    return holder(Optional.ofNullable(gone.getContainingType()), gone.getFile());
  }

  private Place holder(Optional<Descriptor> containing, FileDescriptor file) {
    Optional<Descriptor> message =
        containing.flatMap(within -> Optional.ofNullable(messages.get(within.getFullName())));
    return message.map(schema::place).orElseGet(() -> packageOf(file));
  }

  /** The package line of the file that has the path, else of one of the same package, else any. */
  private Place packageOf(FileDescriptor gone) {
    Optional<EdlFile> file = find(other -> other.path().equals(gone.getName()));
    if (file.isEmpty()) {
      file = find(other -> other.protoPackage().equals(gone.getPackage()));
    }
    if (file.isEmpty()) {
      file = schema.files().stream().findFirst();
    }
    return file.map(
            there ->
                schema.place(
                    schema.descriptor(there), List.of(FileDescriptorProto.PACKAGE_FIELD_NUMBER)))
        .orElseGet(() -> new Place(gone.getName(), 1, 1));
  }

  private Optional<EdlFile> find(Predicate<EdlFile> wanted) {
    return schema.files().stream().filter(wanted).findFirst();
  }
}
