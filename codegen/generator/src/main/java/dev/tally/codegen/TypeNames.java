package dev.tally.codegen;

import com.palantir.javapoet.ClassName;
import dev.tally.edl.model.EdlFile;
import dev.tally.edl.model.EnumType;
import dev.tally.edl.model.EventType;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import javax.lang.model.SourceVersion;

/**
 * Where the Java class of each event type and enum goes. A name depends on the protobuf name alone,
 * so that adding to an EDL file renames nothing:
 *
 * <ul>
 *   <li>an event type {@code shop.Registration} is {@code Registration} in the file's Java package
 *   <li>an enum declared inside an event type is nested in its class, {@code Registration.Kind}
 *   <li>any other enum is a class of its own in the Java package of its protobuf package; one
 *       inside a plain message is named after both, {@code DeviceOs}
 * </ul>
 */
final class TypeNames {
  private final Map<String, ClassName> names = new HashMap<>();
  private final Map<String, EnumType> enums = new TreeMap<>();
  private final Map<String, String> hosts = new HashMap<>();

  /**
   * @throws TallyException EDL_NAME_CONFLICT when two types would share a Java name, EDL_INVALID
   *     for an impossible {@code java_package}
   */
  TypeNames(List<EdlFile> files) {
    List<EdlFile> byPath = files.stream().sorted(Comparator.comparing(EdlFile::path)).toList();
    for (EdlFile file : byPath) {
      checkPackage(file);
      for (EventType eventType : file.eventTypes()) {
        names.put(eventType.name(), classInPackage(file, eventType.name()));
      }
    }
    for (EdlFile file : byPath) {
      for (EventType eventType : file.eventTypes()) {
        eventType.attributes().stream()
            .flatMap(attribute -> attribute.enumType().stream())
            .forEach(type -> enums.putIfAbsent(type.name(), type));
      }
    }
    Set<String> eventTypes = Set.copyOf(names.keySet());
    for (String name : enums.keySet()) {
      Optional<String> host = enclosing(name, eventTypes);
      host.ifPresent(eventType -> hosts.put(name, eventType));
      names.put(name, host.map(h -> nested(h, name)).orElseGet(() -> onItsOwn(byPath, name)));
    }
    refuseConflicts();
  }

  ClassName eventClass(EventType eventType) {
    return name(eventType.name());
  }

  ClassName enumClass(EnumType type) {
    return name(type.name());
  }

  /** The enums of classes of their own, by name. */
  List<EnumType> enumsOnTheirOwn() {
    return enums.values().stream().filter(type -> !hosts.containsKey(type.name())).toList();
  }

  /** The enums that the event type's class encloses, by name. */
  List<EnumType> enumsIn(EventType eventType) {
    return enums.values().stream()
        .filter(type -> eventType.name().equals(hosts.get(type.name())))
        .toList();
  }

  /** A class nested in that of an event type, beside its enums. */
  ClassName nested(ClassName eventClass, String simpleName) {
    ClassName name = eventClass.nestedClass(simpleName);
    boolean isTaken = simpleName.equals(eventClass.simpleName()) || names.containsValue(name);
    return isTaken ? nested(eventClass, simpleName + "_") : name;
  }

  /** Whether a generated class of the Java package hides one of {@code java.lang}. */
  boolean hidesJavaLang(String javaPackage) {
    return names.values().stream()
        .filter(name -> name.packageName().equals(javaPackage))
        .anyMatch(name -> isInJavaLang(name.simpleName()));
  }

  /** protoc takes any string, and this one becomes part of a path. */
  private static void checkPackage(EdlFile file) {
    String name = Identifiers.escapedPackage(file.javaPackage());
    if (!name.isEmpty() && !SourceVersion.isName(name)) {
      throw new TallyException(
          ErrorCode.EDL_INVALID,
          "%s: java_package '%s' is no name of a Java package; write one like com.example.events"
              .formatted(file.path(), file.javaPackage()));
    }
  }

  private static boolean isInJavaLang(String simpleName) {
    try {
      return Class.forName("java.lang." + simpleName, false, null) != null;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private ClassName name(String protoName) {
    ClassName name = names.get(protoName);
    if (name == null) {
      throw new IllegalArgumentException(protoName + " is not among the files of this run");
    }
    return name;
  }

  private static Optional<String> enclosing(String name, Set<String> eventTypes) {
    return eventTypes.stream()
        .filter(eventType -> name.startsWith(eventType + "."))
        .max(Comparator.comparingInt(String::length));
  }

  private ClassName nested(String eventType, String name) {
    ClassName outer = name(eventType);
    String simple = joined(name.substring(eventType.length() + 1));
    // Java forbids a nested class with the name of the one around it.
    return outer.nestedClass(simple.equals(outer.simpleName()) ? simple + "_" : simple);
  }

  private static ClassName onItsOwn(List<EdlFile> byPath, String name) {
    return byPath.stream()
        .filter(file -> isInPackage(name, file.protoPackage()))
        .max(Comparator.comparingInt(file -> file.protoPackage().length()))
        .map(file -> classInPackage(file, name))
        .orElseGet(() -> classInForeignPackage(name));
  }

  private static boolean isInPackage(String name, String protoPackage) {
    return !protoPackage.isEmpty() && name.startsWith(protoPackage + ".");
  }

  private static ClassName classInPackage(EdlFile file, String name) {
    int start = file.protoPackage().isEmpty() ? 0 : file.protoPackage().length() + 1;
    return ClassName.get(
        Identifiers.escapedPackage(file.javaPackage()), joined(name.substring(start)));
  }

  /** Of a package that no file of this run is in: packages begin in lower case, by custom. */
  private static ClassName classInForeignPackage(String name) {
    int end = 0;
    for (int dot = name.indexOf('.');
        dot > 0 && Character.isLowerCase(name.charAt(end == 0 ? 0 : end + 1));
        dot = name.indexOf('.', dot + 1)) {
      end = dot;
    }
    String simple = name.substring(end == 0 ? 0 : end + 1);
    return ClassName.get(Identifiers.escapedPackage(name.substring(0, end)), joined(simple));
  }

  /** {@code Device.Os} as {@code DeviceOs}. */
  private static String joined(String relativeName) {
    return Identifiers.escapedType(relativeName.replace(".", ""));
  }

  private void refuseConflicts() {
    Map<String, String> protoNames = new HashMap<>();
    // On file systems that ignore case, Foo.java and FOO.java are one file.
    new TreeMap<>(names)
        .forEach(
            (protoName, className) -> {
              String key = className.reflectionName().toLowerCase(Locale.ROOT);
              String other = protoNames.putIfAbsent(key, protoName);
              if (other != null) {
                throw new TallyException(
                    ErrorCode.EDL_NAME_CONFLICT,
                    "%s and %s would both be the Java class %s; rename one, or give one of their files another java_package"
                        .formatted(other, protoName, className.canonicalName()));
              }
            });
  }
}
