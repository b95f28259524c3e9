package dev.tally.edl.load;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where the elements of one file stand. An element's path is that of descriptor.proto's {@code
 * SourceCodeInfo}: field numbers and indices, from the FileDescriptorProto down.
 */
final class SourceMap {
  private final EdlSource source;
  private final FileDescriptorProto file;

  /** Empty until the first look: of a folder with much else only few files are asked for. */
  private volatile Map<List<Integer>, Location> locations = Map.of();

  /** Offsets in the file's text. */
  record Span(int start, int end) {}

  SourceMap(EdlSource source, FileDescriptorProto file) {
    this.source = source;
    this.file = file;
  }

  private Map<List<Integer>, Location> locations() {
    if (locations.isEmpty()) {
      Map<List<Integer>, Location> read = new HashMap<>();
      for (Location location : file.getSourceCodeInfo().getLocationList()) {
        read.putIfAbsent(List.copyOf(location.getPathList()), location);
      }
      locations = read; // two threads may both do it, to the same end
    }
    return locations;
  }

  EdlSource source() {
    return source;
  }

  Optional<Span> span(List<Integer> path) {
    return Optional.ofNullable(locations().get(path)).map(this::span);
  }

  private Span span(Location location) {
    List<Integer> numbers = location.getSpanList();
    int endLine = numbers.size() == 4 ? numbers.get(2) : numbers.get(0);
    return new Span(
        source.text().offset(numbers.get(0), numbers.get(1)),
        source.text().offset(endLine, numbers.getLast()));
  }

  /** Of the element, or of what holds it when it has no place of its own. */
  Position position(List<Integer> path) {
    for (int length = path.size(); length > 0; length--) {
      Optional<Span> span = span(path.subList(0, length));
      if (span.isPresent()) {
        return source.text().position(span.get().start());
      }
    }
    return Position.START;
  }

  /** The comment before the element, else the one behind it, without its marks. */
  String comment(List<Integer> path) {
    Location location = locations().get(path);
    if (location == null) {
      return "";
    }
    String comment =
        location.hasLeadingComments()
            ? location.getLeadingComments()
            : location.getTrailingComments();
    return comment
        .lines()
        .map(line -> line.startsWith(" ") ? line.substring(1) : line)
        .map(String::stripTrailing)
        .collect(Collectors.joining("\n"))
        .strip();
  }

  static List<Integer> path(Descriptor message) {
    Descriptor parent = message.getContainingType();
    return parent == null
        ? List.of(FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER, message.getIndex())
        : child(path(parent), DescriptorProto.NESTED_TYPE_FIELD_NUMBER, message.getIndex());
  }

  static List<Integer> path(FieldDescriptor field) {
    return child(
        path(field.getContainingType()), DescriptorProto.FIELD_FIELD_NUMBER, field.getIndex());
  }

  static List<Integer> path(EnumDescriptor type) {
    Descriptor parent = type.getContainingType();
    return parent == null
        ? List.of(FileDescriptorProto.ENUM_TYPE_FIELD_NUMBER, type.getIndex())
        : child(path(parent), DescriptorProto.ENUM_TYPE_FIELD_NUMBER, type.getIndex());
  }

  static List<Integer> valuePath(EnumDescriptor type, int index) {
    return child(path(type), EnumDescriptorProto.VALUE_FIELD_NUMBER, index);
  }

  static List<Integer> child(List<Integer> path, int... more) {
    List<Integer> child = new ArrayList<>(path);
    for (int number : more) {
      child.add(number);
    }
    return child;
  }
}
