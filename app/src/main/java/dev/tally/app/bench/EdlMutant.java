package dev.tally.app.bench;

import dev.tally.app.service.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Real EDL of which one file was changed so that something like it is left.
 *
 * @param texts by path
 * @param path of the file that was changed
 */
record EdlMutant(Map<String, String> texts, String path) {
  private static final List<String> FOLDERS =
      List.of(
          "app/src/main/edl", "examples/quotes/edl", "codegen/generator/src/test/resources/edl");

  private static final String SINGLE_FILES = "edl-schemas/src/test/resources/lint";

  private static final List<String> PIECES =
      List.of(
          "{",
          "}",
          "[",
          "]",
          "(",
          ")",
          "<",
          ">",
          ";",
          ",",
          ":",
          "=",
          "-",
          ".",
          "\"",
          "'",
          "\\",
          "\n",
          "\t",
          "\r",
          "\0",
          "//",
          "/*",
          "*/",
          "\u00e9",
          "\u4e16",
          "\ud83d\ude00",
          "\ufeff",
          "0x",
          "1e400",
          "99999999999999999999",
          "message M {",
          "enum",
          "oneof",
          "option",
          "extend",
          "reserved 1;",
          "group",
          "import \"absent.proto\";",
          "syntax = \"proto2\";",
          "package q;",
          "(tally.event)",
          "map<",
          "&&",
          "||",
          "!",
          "repeated",
          "stream");

  private static final int CHANGES_MAX = 3;
  private static final int CUT_CHARS_MAX = 20;
  private static final int REPEATS_MAX = 50;
  private static final int MOVED_CHARS_MAX = 200;

  /** What there is to change: folders of EDL, and files by themselves. */
  record Corpus(List<Map<String, String>> folders) {
    static Corpus ofCheckout() throws IOException {
      List<Map<String, String>> folders = new ArrayList<>();
      for (String folder : FOLDERS) {
        folders.add(texts(Folders.root().resolve(folder)));
      }
      texts(Folders.root().resolve(SINGLE_FILES))
          .forEach((_, text) -> folders.add(Map.of("m.proto", text)));
      folders.removeIf(Map::isEmpty);
      return new Corpus(folders);
    }

    private static Map<String, String> texts(Path folder) throws IOException {
      Map<String, String> texts = new TreeMap<>();
      if (Files.isDirectory(folder)) {
        try (Stream<Path> files = Files.walk(folder)) {
          for (Path file : files.filter(f -> f.toString().endsWith(".proto")).toList()) {
            texts.put(
                folder.relativize(file).toString().replace('\\', '/'), Files.readString(file));
          }
        }
      }
      return texts;
    }

    /** One to three changes of one file. */
    EdlMutant mutant(Random random) {
      Map<String, String> texts = new TreeMap<>(any(folders, random));
      String path = any(List.copyOf(texts.keySet()), random);
      String other = any(List.copyOf(any(folders, random).values()), random);
      String text = texts.getOrDefault(path, "");
      for (int i = random.nextInt(CHANGES_MAX); i >= 0; i--) {
        text = changed(text, other, random);
      }
      texts.put(path, whole(text));
      return new EdlMutant(texts, path);
    }
  }

  private static <T> T any(List<T> list, Random random) {
    return list.get(random.nextInt(list.size()));
  }

  private static String changed(String text, String other, Random random) {
    int at = random.nextInt(text.length() + 1);
    int end = Math.min(text.length(), at + random.nextInt(CUT_CHARS_MAX));
    String head = text.substring(0, at);
    String tail = text.substring(end);
    String piece = any(PIECES, random);
    return switch (random.nextInt(7)) {
      case 0 -> head + tail;
      case 1 -> head + piece + text.substring(at);
      case 2 -> head + (char) random.nextInt(0x80) + tail;
      case 3 -> head;
      case 4 -> lines(text, random);
      case 5 -> head + piece.repeat(1 + random.nextInt(REPEATS_MAX)) + tail;
      default -> {
        int from = random.nextInt(other.length() + 1);
        int to = Math.min(other.length(), from + random.nextInt(MOVED_CHARS_MAX));
        yield head + other.substring(from, to) + tail;
      }
    };
  }

  /** One line twice, away, or at another place. */
  private static String lines(String text, Random random) {
    List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
    String line = any(lines, random);
    if (random.nextBoolean()) {
      lines.remove(random.nextInt(lines.size()));
    }
    lines.add(random.nextInt(lines.size() + 1), line);
    return String.join("\n", lines);
  }

  /** Cuts may leave halves of characters, which a file cannot hold. */
  private static String whole(String text) {
    StringBuilder whole = new StringBuilder();
    text.codePoints()
        .filter(c -> Character.getType(c) != Character.SURROGATE)
        .forEach(whole::appendCodePoint);
    return whole.toString();
  }
}
