package dev.tally.edl.load;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import dev.tally.edl.load.ProtoLexer.Kind;
import dev.tally.edl.load.ProtoLexer.Token;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Files that protoc must see to say of a file what it says in sight of all of them.
 *
 * <p>Two files can define the same name only where the package of one is that of the other, or lies
 * within it: the name has both before it.
 */
final class RelatedFiles {
  private RelatedFiles() {}

  /**
   * Paths of the files whose names may collide with those of some texts; empty when a text does not
   * say which package it is of: it may collide with any.
   *
   * @param texts also such as protoc refuses
   * @param others by path
   */
  static Optional<Set<String>> of(Collection<String> texts, Map<String, FileDescriptor> others) {
    Set<String> packages = new HashSet<>();
    for (String text : texts) {
      Set<String> named = packages(text);
      if (named.isEmpty()) {
        return Optional.empty();
      }
      packages.addAll(named);
    }
    return Optional.of(
        others.entrySet().stream()
            .filter(file -> packages.stream().anyMatch(p -> meet(p, file.getValue().getPackage())))
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet()));
  }

  /** Whatever looks like a statement of a package. */
  private static Set<String> packages(String text) {
    List<Token> tokens = ProtoLexer.tokens(text);
    Set<String> packages = new HashSet<>();
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.get(i).kind() == Kind.WORD && tokens.get(i).text().equals("package")) {
        StringBuilder name = new StringBuilder();
        for (int next = i + 1; next < tokens.size() && !tokens.get(next).is(';'); next++) {
          name.append(tokens.get(next).text());
        }
        packages.add(name.toString());
      }
    }
    return packages;
  }

  private static boolean meet(String one, String other) {
    return (one + ".").startsWith(other.isEmpty() ? "" : other + ".")
        || (other + ".").startsWith(one + ".");
  }

  /**
   * Whether names that protoc misses may be those of other files: in sight of these it says so.
   *
   * @param missed full names, or parts of them
   */
  static boolean mayDefine(Set<String> missed, Map<String, FileDescriptor> others) {
    Set<String> names =
        missed.stream()
            .map(name -> name.substring(name.lastIndexOf('.') + 1))
            .collect(Collectors.toSet());
    return !names.isEmpty() && others.values().stream().anyMatch(file -> definesAny(names, file));
  }

  private static boolean definesAny(Set<String> names, FileDescriptor file) {
    return file.getEnumTypes().stream().anyMatch(type -> names.contains(type.getName()))
        || file.getMessageTypes().stream().anyMatch(message -> definesAny(names, message));
  }

  private static boolean definesAny(Set<String> names, Descriptor message) {
    return names.contains(message.getName())
        || message.getEnumTypes().stream().anyMatch(type -> names.contains(type.getName()))
        || message.getNestedTypes().stream().anyMatch(nested -> definesAny(names, nested));
  }
}
