package dev.tally.codegen;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.TypeSpec;
import dev.tally.edl.model.EdlFile;
import dev.tally.edl.model.EnumType;
import dev.tally.edl.model.EventType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Java senders for the SDK runtime {@code dev.tally.sdk}: per event type a final class in the
 * file's Java package, per enum a Java enum. The output follows from the input alone, byte for
 * byte.
 */
public final class JavaGenerator {
  /**
   * The files of these event types, by path.
   *
   * @throws dev.tally.error.TallyException EDL_NAME_CONFLICT when two types would share a Java name
   */
  public List<GeneratedFile> generate(List<EdlFile> files) {
    TypeNames names = new TypeNames(files);
    List<GeneratedFile> generated = new ArrayList<>();
    for (EdlFile file : files) {
      for (EventType eventType : file.eventTypes()) {
        generated.add(
            file(
                "event type " + eventType.name() + " in " + file.path(),
                names.eventClass(eventType),
                EventClass.of(eventType, names),
                names));
      }
    }
    for (EnumType type : names.enumsOnTheirOwn()) {
      ClassName name = names.enumClass(type);
      generated.add(file("enum " + type.name(), name, EnumClass.of(type, name), names));
    }
    generated.sort(Comparator.comparing(GeneratedFile::path));
    return List.copyOf(generated);
  }

  private static GeneratedFile file(String origin, ClassName name, TypeSpec type, TypeNames names) {
    String packagePath = name.packageName().replace('.', '/');
    String path = (packagePath.isEmpty() ? "" : packagePath + "/") + name.simpleName() + ".java";
    String source =
        JavaFile.builder(name.packageName(), type)
            .skipJavaLangImports(!names.hidesJavaLang(name.packageName()))
            .indent("  ")
            .build()
            .toString();
    // A backslash could begin a unicode escape, which Java reads even in comments.
    String header = GeneratedFile.MARKER + "from " + origin.replace('\\', '/') + ". Do not edit.";
    return new GeneratedFile(path, header + "\n" + source);
  }
}
