package dev.tally.edl.load;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import dev.tally.edl.model.EdlFile;
import dev.tally.edl.model.EventType;
import dev.tally.edl.proto.Edl;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the event types of compiled files. */
final class FilesReader {
  private final List<EdlSource> sources;
  private final Map<String, FileDescriptor> descriptors;
  private final Problems problems;
  private final LostWords lost;
  private final Map<String, EventType> known;
  private final Map<String, SourceMap> maps = new HashMap<>();
  private final Map<String, String> eventTypesByView = new HashMap<>();

  /**
   * @param descriptors by path; those of the sources and of what they import
   */
  FilesReader(
      List<EdlSource> sources,
      Map<String, FileDescriptor> descriptors,
      Problems problems,
      LostWords lost) {
    this(sources, descriptors, problems, lost, Map.of());
  }

  /**
   * @param known event types that were read before, by name, and need not be read again
   */
  FilesReader(
      List<EdlSource> sources,
      Map<String, FileDescriptor> descriptors,
      Problems problems,
      LostWords lost,
      Map<String, EventType> known) {
    this.known = known;
    this.sources = sources;
    this.descriptors = descriptors;
    this.problems = problems;
    this.lost = lost;
  }

  Schema read() {
    for (EdlSource source : sources) {
      FileDescriptor file = descriptors.get(source.path());
      if (file != null) {
        maps.put(source.path(), new SourceMap(source, file.toProto()));
      }
    }
    List<EdlFile> files = new ArrayList<>();
    for (EdlSource source : sources) {
      FileDescriptor file = descriptors.get(source.path());
      if (file != null) {
        files.add(file(source, file));
      }
    }
    return new Schema(files, descriptors, maps);
  }

  private EdlFile file(EdlSource source, FileDescriptor file) {
    List<EventType> eventTypes = new ArrayList<>();
    file.getMessageTypes().forEach(message -> message(message, eventTypes));
    String javaPackage = file.getOptions().getJavaPackage();
    return new EdlFile(
        source.path(),
        file.getPackage(),
        javaPackage.isEmpty() ? file.getPackage() : javaPackage,
        source.text().text(),
        eventTypes);
  }

  private void message(Descriptor message, List<EventType> eventTypes) {
    EventScope scope = new EventScope(message, this::map, problems, lost.copy());
    if (message.getOptions().hasExtension(Edl.event)) {
      checkView(scope);
      EventType before = known.get(message.getFullName());
      eventTypes.add(before == null ? new EventTypeReader(scope).read() : before);
    } else if (hasMetricsOrAlerts(message) && !lost.explains("event")) {
      scope.refuse(
          "%s has metrics or alerts and is no event type; add option (tally.event)"
              .formatted(message.getFullName()));
    }
    message.getNestedTypes().forEach(nested -> message(nested, eventTypes));
  }

  private static boolean hasMetricsOrAlerts(Descriptor message) {
    return message.getOptions().getExtensionCount(Edl.metric) > 0
        || message.getOptions().getExtensionCount(Edl.alert) > 0;
  }

  /** A view's name has underscores for dots, so that {@code a.b.C} and {@code a_b.C} collide. */
  private void checkView(EventScope scope) {
    String other =
        eventTypesByView.putIfAbsent(scope.eventType().replace('.', '_'), scope.eventType());
    if (other != null) {
      scope.conflict(
          scope.source().position(SourceMap.path(scope.message())),
          "event types %s and %s would have the same view; rename one"
              .formatted(other, scope.eventType()));
    }
  }

  /** Also of files that Tally brings along, whose elements stand nowhere. */
  private SourceMap map(FileDescriptor file) {
    return maps.computeIfAbsent(
        file.getName(), path -> new SourceMap(EdlSource.of(path, ""), file.toProto()));
  }
}
