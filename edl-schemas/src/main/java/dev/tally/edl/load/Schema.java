package dev.tally.edl.load;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.OneofDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import dev.tally.edl.model.AlertRule;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.EdlFile;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Metric;
import dev.tally.edl.proto.AlertOptions;
import dev.tally.edl.proto.Edl;
import dev.tally.edl.proto.EventOptions;
import dev.tally.edl.proto.MetricOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A folder of EDL, loaded: what its event types say, what protobuf makes of its files, and where
 * everything stands. Immutable.
 */
public final class Schema {
  private final List<EdlFile> files;
  private final Map<String, FileDescriptor> descriptors;
  private final Map<String, SourceMap> maps;
  private final Map<String, Descriptor> messages = new HashMap<>();

  /**
   * @param descriptors by path, those of imports that Tally brings along included
   * @param maps by path
   */
  Schema(
      List<EdlFile> files, Map<String, FileDescriptor> descriptors, Map<String, SourceMap> maps) {
    this.files = List.copyOf(files);
    this.descriptors = Map.copyOf(descriptors);
    this.maps = Map.copyOf(maps);
    for (EdlFile file : files) {
      descriptor(file).getMessageTypes().forEach(this::addMessage);
    }
  }

  private void addMessage(Descriptor message) {
    messages.put(message.getFullName(), message);
    message.getNestedTypes().forEach(this::addMessage);
  }

  /** By path; those without event types included. */
  public List<EdlFile> files() {
    return files;
  }

  /** In the order of the files. */
  public List<EventType> eventTypes() {
    return files.stream().flatMap(file -> file.eventTypes().stream()).toList();
  }

  /** Of one of the {@link #files}. */
  public FileDescriptor descriptor(EdlFile file) {
    return Optional.ofNullable(descriptors.get(file.path())).orElseThrow();
  }

  /** A message of one of the files, nested ones included, by its full name. */
  public Optional<Descriptor> message(String fullName) {
    return Optional.ofNullable(messages.get(fullName));
  }

  /** Where the name of a message stands. */
  public Place place(Descriptor message) {
    return place(message.getFile(), SourceMap.path(message), DescriptorProto.NAME_FIELD_NUMBER);
  }

  /** Where the name of a field stands. */
  public Place place(FieldDescriptor field) {
    return place(field.getFile(), SourceMap.path(field), FieldDescriptorProto.NAME_FIELD_NUMBER);
  }

  /** Where the name of a oneof stands. */
  public Place place(OneofDescriptor oneof) {
    List<Integer> path =
        SourceMap.child(
            SourceMap.path(oneof.getContainingType()),
            DescriptorProto.ONEOF_DECL_FIELD_NUMBER,
            oneof.getIndex());
    return place(oneof.getFile(), path, OneofDescriptorProto.NAME_FIELD_NUMBER);
  }

  /** Where the name of an enum stands. */
  public Place place(EnumDescriptor type) {
    return place(type.getFile(), SourceMap.path(type), EnumDescriptorProto.NAME_FIELD_NUMBER);
  }

  /** Where a constant of an enum stands. */
  public Place place(EnumValueDescriptor value) {
    return place(value.getFile(), SourceMap.valuePath(value.getType(), value.getIndex()));
  }

  /**
   * Where an element stands, or what holds it where it has no place of its own.
   *
   * @param path as of descriptor.proto's {@code SourceCodeInfo}
   */
  public Place place(FileDescriptor file, List<Integer> path) {
    return Place.of(file.getName(), map(file).position(path));
  }

  private Place place(FileDescriptor file, List<Integer> path, int part) {
    return place(file, SourceMap.child(path, part));
  }

  /**
   * The comment of an element, without its marks; empty when there is none.
   *
   * @param path as of descriptor.proto's {@code SourceCodeInfo}
   */
  public String comment(FileDescriptor file, List<Integer> path) {
    return map(file).comment(path);
  }

  /** Where an event type's name stands. */
  public Place place(EventType type) {
    return place(descriptor(type));
  }

  /**
   * Where an attribute's name stands, which can be in another file.
   *
   * @param attribute of the event type
   */
  public Place place(EventType type, Attribute attribute) {
    return place(field(type, attribute));
  }

  /** The field that an attribute is; of the two of a map, the map field. */
  public FieldDescriptor field(EventType type, Attribute attribute) {
    Descriptor message = descriptor(type);
    FieldDescriptor field = message.findFieldByNumber(attribute.path().getFirst());
    for (int number : attribute.path().subList(1, attribute.path().size())) {
      if (field.isMapField()) {
        return field;
      }
      field = field.getMessageType().findFieldByNumber(number);
    }
    return field;
  }

  /**
   * Where a part of {@code (tally.event)} stands; the whole option where the part is not there.
   *
   * @param key {@code "owner"}
   */
  public Place eventOption(EventType type, String key) {
    Descriptor message = descriptor(type);
    return part(
        message,
        new OptionPlace(
            map(message.getFile()),
            SourceMap.child(
                SourceMap.path(message),
                DescriptorProto.OPTIONS_FIELD_NUMBER,
                Edl.EVENT_FIELD_NUMBER),
            EventOptions.getDescriptor()),
        key);
  }

  /**
   * Where a part of a metric's option stands; the whole option where the part is not there.
   *
   * @param metric of the event type
   * @param key dotted, {@code "sum.field"}
   */
  public Place metricOption(EventType type, Metric metric, String key) {
    return repeatedOption(
        type,
        MetricOptions.getDescriptor(),
        Edl.METRIC_FIELD_NUMBER,
        type.metrics().indexOf(metric),
        key);
  }

  /** Where a part of an alert's option stands; the whole option where the part is not there. */
  public Place alertOption(EventType type, AlertRule alert, String key) {
    return repeatedOption(
        type,
        AlertOptions.getDescriptor(),
        Edl.ALERT_FIELD_NUMBER,
        type.alerts().indexOf(alert),
        key);
  }

  private Place repeatedOption(
      EventType type, Descriptor option, int number, int index, String key) {
    Descriptor message = descriptor(type);
    return part(
        message,
        new OptionPlace(
            map(message.getFile()),
            SourceMap.child(
                SourceMap.path(message), DescriptorProto.OPTIONS_FIELD_NUMBER, number, index),
            option),
        key);
  }

  private static Place part(Descriptor message, OptionPlace option, String key) {
    return Place.of(message.getFile().getName(), option.position(key));
  }

  private Descriptor descriptor(EventType type) {
    return message(type.name()).orElseThrow();
  }

  /** Files that Tally brings along stand nowhere. */
  private SourceMap map(FileDescriptor file) {
    SourceMap map = maps.get(file.getName());
    return map == null ? new SourceMap(EdlSource.of(file.getName(), ""), file.toProto()) : map;
  }
}
