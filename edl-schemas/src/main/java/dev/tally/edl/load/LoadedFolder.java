package dev.tally.edl.load;

import com.google.protobuf.Descriptors.FileDescriptor;
import dev.tally.edl.model.EventType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A folder after it was loaded.
 *
 * @param descriptors by path, those that Tally brings along included
 */
record LoadedFolder(
    List<EdlSource> sources,
    Map<String, FileDescriptor> descriptors,
    Schema schema,
    Problems problems) {

  EdlLoader.Result result() {
    return isSound()
        ? new EdlLoader.Result.Loaded(schema)
        : new EdlLoader.Result.Refused(problems.list());
  }

  boolean isSound() {
    return problems.isEmpty();
  }

  /** By path. */
  Map<String, String> texts() {
    return sources.stream()
        .collect(Collectors.toMap(EdlSource::path, source -> source.text().text()));
  }

  /** By name, those of all files but these. */
  Map<String, EventType> eventTypesBeside(Set<String> paths) {
    Map<String, EventType> eventTypes = new HashMap<>();
    schema.files().stream()
        .filter(file -> !paths.contains(file.path()))
        .flatMap(file -> file.eventTypes().stream())
        .forEach(eventType -> eventTypes.put(eventType.name(), eventType));
    return eventTypes;
  }
}
