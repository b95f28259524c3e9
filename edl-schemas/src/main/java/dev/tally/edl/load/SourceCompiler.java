package dev.tally.edl.load;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compiles EDL files, and finds as many of protoc's complaints as it can. protoc stops at the first
 * file that is wrong, there at the first phase (syntax, names, options) that is wrong, and in the
 * options of one thing at the first that is wrong. So:
 *
 * <ol>
 *   <li>run protoc over all files;
 *   <li>note its complaints, but for those that follow from an earlier one;
 *   <li>replace each statement complained of by blanks, which moves nothing;
 *   <li>again, until protoc is content.
 * </ol>
 *
 * What is left then is checked further, so that a person sees all problems at once.
 */
final class SourceCompiler {
  private static final Pattern MESSAGE = Pattern.compile("(.+?):(\\d+):(\\d+): (.*)");
  private static final Pattern WARNING = Pattern.compile("warning: .*");
  private static final Pattern IMPORT_FAILED =
      Pattern.compile("Import \"(.+)\" was not found or had errors\\.");
  private static final Pattern NOT_DEFINED =
      Pattern.compile("\"([^\"]+)\" is (?:not defined|resolved to .* not defined).*");
  private static final Pattern OPTION_UNKNOWN = Pattern.compile("Option \"([^\"]+)\" unknown.*");

  /** Said of an enum at its name, of a oneof at its closing brace. */
  private static final Pattern ENUM_EMPTY = Pattern.compile("Enums must contain at least one .*");

  private static final Pattern ONEOF_EMPTY = Pattern.compile("Expected type name\\.");
  private static final Pattern ENUM_START = Pattern.compile("The first enum value must be zero .*");

  /** Without these the rest of a file means something else. */
  private static final Set<String> FILE_WIDE = Set.of("package", "syntax", "edition");

  private static final String OPTIONS_FILE = "tally/edl.proto";

  private final ProtoCompiler protoc;
  private final ProtoWorkspace workspace;
  private final Problems problems;
  private final LostWords lost = new LostWords();

  /** The files as protoc gets them; what was refused is blank. Offsets are those of the sources. */
  private final Map<String, SourceText> texts = new LinkedHashMap<>();

  private final Map<String, String> originals = new HashMap<>();

  /** Files whose imports are not all there. */
  private final Set<String> importsLost = new HashSet<>();

  /**
   * @param descriptorSet absent when nothing could be compiled
   * @param lost the words of what was refused
   */
  record Compiled(Optional<ByteString> descriptorSet, LostWords lost) {}

  private record Message(String path, int line, int column, String words) {}

  SourceCompiler(ProtoCompiler protoc, ProtoWorkspace workspace, Problems problems) {
    this.protoc = protoc;
    this.workspace = workspace;
    this.problems = problems;
  }

  Compiled compile(List<EdlSource> sources) throws IOException {
    for (EdlSource source : sources) {
      originals.put(source.path(), source.text().text());
      replace(source.path(), source.text().text());
    }
    List<String> files = List.copyOf(texts.keySet());
    if (files.isEmpty()) {
      return new Compiled(Optional.empty(), lost);
    }
    for (int run = 0; run < EdlLimits.PROTOC_RUNS_MAX; run++) {
      switch (protoc.compile(workspace.folders(), files)) {
        case ProtoCompiler.Output.Compiled(ByteString descriptorSet) -> {
          return new Compiled(Optional.of(descriptorSet), lost);
        }
        case ProtoCompiler.Output.Failed(List<String> messages) -> note(messages);
      }
    }
    return new Compiled(Optional.empty(), lost);
  }

  private void note(List<String> lines) throws IOException {
    List<Message> messages = parse(lines);
    if (messages.isEmpty()) {
      throw new TallyException(
          ErrorCode.PROTOC_FAILED,
          "protoc refused the EDL files: " + lines.stream().findFirst().orElse("no reason given"));
    }
    Set<String> waiting = new HashSet<>();
    for (Message message : messages) {
      if (importsRefusedFile(message)) {
        waiting.add(message.path()); // what it says of this file counts when the import is mended
      } else if (!waiting.contains(message.path())) {
        noteOne(message);
      }
    }
  }

  private List<Message> parse(List<String> lines) {
    List<Message> messages = new ArrayList<>();
    for (String line : lines) {
      Matcher matcher = MESSAGE.matcher(line);
      if (matcher.matches()
          && texts.containsKey(matcher.group(1))
          && !WARNING.matcher(matcher.group(4)).matches()) {
        messages.add(
            new Message(
                matcher.group(1),
                Integer.parseInt(matcher.group(2)) - 1,
                Integer.parseInt(matcher.group(3)) - 1,
                matcher.group(4)));
      }
    }
    return messages;
  }

  private boolean importsRefusedFile(Message message) {
    Matcher matcher = IMPORT_FAILED.matcher(message.words());
    return matcher.matches() && texts.containsKey(matcher.group(1));
  }

  private void noteOne(Message message) throws IOException {
    SourceText text = text(message.path());
    int offset = text.offset(message.line(), message.column());
    if (!followsFromAnother(message, offset)) {
      problems.add(
          message.path(), text.position(offset), ErrorCode.EDL_SYNTAX, message.words().strip());
    }
    Matcher unknown = OPTION_UNKNOWN.matcher(message.words());
    if (IMPORT_FAILED.matcher(message.words()).matches()
        || (unknown.matches()
            && unknown.group(1).startsWith("(tally.")
            && !text.text().contains(OPTIONS_FILE))) {
      importsLost.add(message.path());
    }
    blank(message.path(), offset);
  }

  private boolean followsFromAnother(Message message, int offset) {
    for (Pattern pattern : List.of(NOT_DEFINED, OPTION_UNKNOWN)) {
      Matcher matcher = pattern.matcher(message.words());
      if (matcher.matches()
          && (importsLost.contains(message.path()) || lost.explains(matcher.group(1)))) {
        return true;
      }
    }
    String text = text(message.path()).text();
    int blockStart = text.lastIndexOf('{', offset);
    boolean atBlockEnd = text.startsWith("}", offset);
    return (matches(ENUM_EMPTY, message)
            && isBlanked(message.path(), offset, text.indexOf('}', offset)))
        || (matches(ONEOF_EMPTY, message)
            && atBlockEnd
            && isBlanked(message.path(), blockStart, offset))
        || (matches(ENUM_START, message) && isBlanked(message.path(), blockStart, offset));
  }

  private static boolean matches(Pattern pattern, Message message) {
    return pattern.matcher(message.words()).matches();
  }

  /** Whether something between the offsets was taken out. */
  private boolean isBlanked(String path, int start, int end) {
    return start >= 0
        && end >= start
        && !text(path).text().substring(start, end).equals(original(path).substring(start, end));
  }

  /** Takes the statement around the offset out, or the whole file where that is no help. */
  private void blank(String path, int offset) throws IOException {
    String text = text(path).text();
    var statement =
        new StatementFinder(text).around(offset).filter(s -> !FILE_WIDE.contains(s.keyword()));
    int start = statement.map(StatementFinder.Statement::start).orElse(0);
    int end = statement.map(StatementFinder.Statement::end).orElse(text.length());
    lost.addAll(text.substring(start, end));
    replace(
        path, text.substring(0, start) + blanks(text.substring(start, end)) + text.substring(end));
  }

  private static String blanks(String text) {
    return text.replaceAll("[^\n]", " ");
  }

  private void replace(String path, String text) throws IOException {
    texts.put(path, new SourceText(text));
    workspace.write(path, text);
  }

  private SourceText text(String path) {
    return requireNonNull(texts.get(path));
  }

  private String original(String path) {
    return requireNonNull(originals.get(path));
  }
}
