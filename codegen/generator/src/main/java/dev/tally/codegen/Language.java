package dev.tally.codegen;

import dev.tally.edl.model.EdlFile;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What senders can be generated in. */
public enum Language {
  JAVA(".java");

  private final String extension;

  Language(String extension) {
    this.extension = extension;
  }

  /** By the name that the command line uses: {@code java}. */
  public static Optional<Language> named(String name) {
    return Arrays.stream(values()).filter(language -> language.toString().equals(name)).findFirst();
  }

  /** Of every file that is generated in it. */
  public String extension() {
    return extension;
  }

  /** The files of these event types, by path. */
  public List<GeneratedFile> generate(List<EdlFile> files) {
    return switch (this) {
      case JAVA -> new JavaGenerator().generate(files);
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
