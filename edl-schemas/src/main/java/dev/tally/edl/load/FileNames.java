package dev.tally.edl.load;

import com.google.protobuf.Descriptors.FileDescriptor;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * What files define that no other file may define again. What is within a message is the message's
 * own.
 *
 * @param packages with the packages that they are in; many files may have the same
 * @param symbols full names: messages, enums, their constants, services, extensions
 */
record FileNames(Set<String> packages, Set<String> symbols) {

  static FileNames of(Collection<FileDescriptor> files) {
    FileNames names = new FileNames(new HashSet<>(), new HashSet<>());
    files.forEach(names::add);
    return names;
  }

  private void add(FileDescriptor file) {
    String name = file.getPackage();
    for (int end = name.length(); end > 0; end = name.lastIndexOf('.', end - 1)) {
      packages.add(name.substring(0, end));
    }
    file.getMessageTypes().forEach(message -> symbols.add(message.getFullName()));
    file.getServices().forEach(service -> symbols.add(service.getFullName()));
    file.getExtensions().forEach(extension -> symbols.add(extension.getFullName()));
    file.getEnumTypes()
        .forEach(
            type -> {
              symbols.add(type.getFullName());
              // A constant's full name in Java has its enum's; for protoc it stands beside it.
              String scope = name.isEmpty() ? "" : name + ".";
              type.getValues().forEach(value -> symbols.add(scope + value.getName()));
            });
  }

  boolean collideWith(FileNames others) {
    return meet(symbols, others.symbols)
        || meet(symbols, others.packages)
        || meet(packages, others.symbols);
  }

  private static boolean meet(Set<String> some, Set<String> others) {
    return some.stream().anyMatch(others::contains);
  }
}
