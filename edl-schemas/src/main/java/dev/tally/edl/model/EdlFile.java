package dev.tally.edl.model;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * One loaded EDL file.
 *
 * @param path relative to the folder that was loaded, with forward slashes
 * @param protoPackage {@code shop}; empty when none
 * @param javaPackage option java_package, or {@code protoPackage}
 * @param source text of the file
 */
public record EdlFile(
    String path,
    String protoPackage,
    String javaPackage,
    String source,
    List<EventType> eventTypes) {
  public EdlFile {
    requireNonNull(path);
    requireNonNull(protoPackage);
    requireNonNull(javaPackage);
    requireNonNull(source);
    eventTypes = List.copyOf(eventTypes);
  }
}
