package dev.tally.edl.load;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a change of a folder has to do with.
 *
 * @param touched paths of the files that were changed, added or removed, and of all that import
 *     them
 * @param needed paths of the touched files and of all that they import, as far as can be seen: one
 *     file too many does no harm; where one is missing protoc refuses, and a whole load decides
 */
record ImportGraph(Set<String> touched, Set<String> needed) {
  static ImportGraph between(LoadedFolder before, List<EdlSource> sources) {
    Map<String, String> old = before.texts();
    Map<String, String> now =
        sources.stream().collect(Collectors.toMap(EdlSource::path, s -> s.text().text()));
    Set<String> changed = new HashSet<>();
    Stream.concat(old.keySet().stream(), now.keySet().stream())
        .filter(path -> !Objects.equals(now.get(path), old.get(path)))
        .forEach(changed::add);
    if (changed.isEmpty()) {
      return new ImportGraph(Set.of(), Set.of());
    }

    Map<String, Set<String>> imports = new HashMap<>();
    before.descriptors().forEach((path, file) -> imports.put(path, imports(file)));
    Set<String> touched = reach(changed, reversed(imports));
    for (String path : changed) {
      imports.put(path, now.containsKey(path) ? ImportStatements.roughly(now.get(path)) : Set.of());
    }
    return new ImportGraph(touched, reach(touched, imports));
  }

  /**
   * The needed files, others beside them, and what those import.
   *
   * @param descriptors of the others, by path
   */
  Set<String> with(Set<String> others, Map<String, FileDescriptor> descriptors) {
    Map<String, Set<String>> imports = new HashMap<>();
    descriptors.forEach((path, file) -> imports.put(path, imports(file)));
    Set<String> all = reach(others, imports);
    all.addAll(needed);
    return all;
  }

  private static Set<String> imports(FileDescriptor file) {
    FileDescriptorProto proto = file.toProto();
    Set<String> imports = new HashSet<>(proto.getDependencyList());
    imports.addAll(proto.getOptionDependencyList());
    return imports;
  }

  private static Map<String, Set<String>> reversed(Map<String, Set<String>> edges) {
    Map<String, Set<String>> reversed = new HashMap<>();
    edges.forEach(
        (from, targets) ->
            targets.forEach(to -> reversed.computeIfAbsent(to, t -> new HashSet<>()).add(from)));
    return reversed;
  }

  /** These, and all that is reached from them. */
  private static Set<String> reach(Collection<String> start, Map<String, Set<String>> edges) {
    Set<String> reached = new HashSet<>(start);
    Deque<String> open = new ArrayDeque<>(start);
    while (!open.isEmpty()) {
      for (String next : edges.getOrDefault(open.pop(), Set.of())) {
        if (reached.add(next)) {
          open.push(next);
        }
      }
    }
    return reached;
  }
}
