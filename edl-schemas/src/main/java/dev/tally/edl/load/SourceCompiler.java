package dev.tally.edl.load;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
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
 *   <li>take out imports that close a circle ({@link ImportCircles});
 *   <li>run protoc over all files;
 *   <li>note its complaints, but for those that follow from an earlier one;
 *   <li>replace each statement complained of by blanks, which moves nothing;
 *   <li>again over that file alone until protoc is content with it, then over those behind it;
 *   <li>at last over all files.
 * </ol>
 *
 * What is left then is checked further, so that a person sees all problems at once.
 */
final class SourceCompiler {
  private static final Pattern MESSAGE = inOneLine("(.+?):(\\d+):(\\d+): (.*)");

  /** Of what protoc made itself, such as the message of a map's entries. */
  private static final Pattern MESSAGE_WITHOUT_PLACE = inOneLine("(.+?\\.proto): (.*)");

  private static final Pattern QUOTED = inOneLine("\"([^\"]+)\".*");
  private static final Pattern WARNING = inOneLine("warning: .*");
  private static final Pattern IMPORT_FAILED =
      inOneLine("Import \"(.+)\" was not found or had errors\\.");
  private static final Pattern NOT_DEFINED =
      inOneLine("\"([^\"]+)\" is (?:not defined|resolved to .* not defined).*");
  private static final Pattern OPTION_UNKNOWN = inOneLine("Option \"([^\"]+)\" unknown.*");

  /** Said of an enum at its name, of a oneof at its closing brace. */
  private static final Pattern ENUM_EMPTY = inOneLine("Enums must contain at least one .*");

  private static final Pattern ONEOF_EMPTY = inOneLine("Expected type name\\.");
  private static final Pattern ENUM_START = inOneLine("The first enum value must be zero .*");
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  private static final String OPTIONS_FILE = "tally/edl.proto";

  private static final long RERUNS_TIME_NANOS_MAX =
      EdlLimits.PROTOC_RERUNS_TIME_MS_MAX * 1_000_000L;

  private final ProtoCompiler protoc;
  private final ProtoWorkspace workspace;
  private final Problems problems;
  private final LostWords lost = new LostWords();

  private final Map<String, MendedText> texts = new LinkedHashMap<>();

  /** Files that import Tally's options. */
  private final Set<String> importingOptions = new HashSet<>();

  private final Set<String> missed = new HashSet<>();

  /** Complaints until now. */
  private int noted;

  /** Files whose imports are not all there. */
  private final Set<String> importsLost = new HashSet<>();

  /**
   * @param descriptorSet absent when nothing could be compiled
   * @param lost the words of what was refused
   * @param missed names that protoc did not find
   */
  record Compiled(Optional<ByteString> descriptorSet, LostWords lost, Set<String> missed) {}

  /**
   * @param offset in the text of the round
   */
  private record Message(String path, int offset, String words) {}

  SourceCompiler(ProtoCompiler protoc, ProtoWorkspace workspace, Problems problems) {
    this.protoc = protoc;
    this.workspace = workspace;
    this.problems = problems;
  }

  /** protoc quotes texts unescaped: a carriage return in one ends no line. */
  private static Pattern inOneLine(String regex) {
    return Pattern.compile(regex, Pattern.UNIX_LINES);
  }

  Compiled compile(List<EdlSource> sources) throws IOException {
    for (EdlSource source : sources) {
      texts.put(source.path(), new MendedText(source.text()));
      if (source.text().text().contains(OPTIONS_FILE)) {
        importingOptions.add(source.path());
      }
    }
    takeOutCircles(ImportCircles.of(sources));
    for (Map.Entry<String, MendedText> entry : texts.entrySet()) {
      entry.getValue().finish();
      workspace.write(entry.getKey(), entry.getValue().text().text());
    }
    return texts.isEmpty() ? compiled(Optional.empty()) : run(List.copyOf(texts.keySet()));
  }

  private Compiled compiled(Optional<ByteString> descriptorSet) {
    return new Compiled(descriptorSet, lost, Set.copyOf(missed));
  }

  private void takeOutCircles(ImportCircles circles) {
    for (ImportCircles.Closing one : circles.closing()) {
      MendedText mended = mended(one.path());
      Position position = mended.position(one.start());
      one.words()
          .ifPresent(words -> problems.add(one.path(), position, ErrorCode.EDL_SYNTAX, words));
      mended.takeOut(one.start(), lost);
    }
    importsLost.addAll(circles.behind());
  }

  private Compiled run(List<String> files) throws IOException {
    int from = 0;
    int to = files.size();
    long firstEnd = 0;
    for (int run = 0; run < EdlLimits.PROTOC_RUNS_MAX; run++) {
      switch (protoc.compile(workspace.folders(), files.subList(from, to))) {
        case ProtoCompiler.Output.Compiled(ByteString descriptorSet) -> {
          if (from == 0 && to == files.size()) {
            return compiled(Optional.of(descriptorSet));
          }
          from = to == files.size() ? 0 : to;
          to = files.size();
        }
        case ProtoCompiler.Output.Failed(List<String> lines) -> {
          List<Message> messages = parse(lines);
          note(messages);
          from = messages.stream().mapToInt(m -> files.indexOf(m.path())).min().orElse(0);
          to = from + 1;
        }
        case ProtoCompiler.Output.Crashed(String words) -> {
          if (to - from == 1) {
            refuse(files.get(from), words);
          } else {
            to = (from + to) / 2;
          }
        }
      }
      firstEnd = run == 0 ? System.nanoTime() : firstEnd;
      if (noted >= EdlLimits.PROTOC_MESSAGES_MAX
          || System.nanoTime() - firstEnd > RERUNS_TIME_NANOS_MAX) {
        break;
      }
    }
    return compiled(Optional.empty());
  }

  /** The file is left out; those that import it may be sound. */
  private void refuse(String path, String words) throws IOException {
    problems.add(
        path,
        Position.START,
        ErrorCode.EDL_SYNTAX,
        "protoc cannot read this file, it is too large or nested too deep: " + words);
    importsLost.addAll(texts.keySet()); // of which some may import it
    mended(path).takeOut(Integer.MAX_VALUE, lost);
    rewrite();
    noted++;
  }

  private void note(List<Message> messages) throws IOException {
    Set<String> waiting = new HashSet<>();
    for (Message message : messages) {
      if (importsRefusedFile(message)) {
        waiting.add(message.path()); // what it says of this file counts when the import is mended
      } else if (!waiting.contains(message.path())) {
        noteOne(message);
      }
    }
    if (!rewrite()) {
      for (Message message : messages) {
        noteOne(message); // waiting for each other, as in a circle
      }
      rewrite();
    }
  }

  /** Whether anything was taken out. */
  private boolean rewrite() throws IOException {
    boolean changed = false;
    for (Map.Entry<String, MendedText> entry : texts.entrySet()) {
      if (entry.getValue().finish()) {
        workspace.write(entry.getKey(), entry.getValue().text().text());
        changed = true;
      }
    }
    return changed;
  }

  private List<Message> parse(List<String> lines) {
    List<Message> messages =
        lines.stream()
            .flatMap(line -> placed(line).or(() -> withoutPlace(line)).stream())
            .filter(message -> !matches(WARNING, message))
            .toList();
    if (messages.isEmpty()) {
      throw new TallyException(
          ErrorCode.PROTOC_FAILED,
          "protoc refused the EDL files: " + lines.stream().findFirst().orElse("no reason given"));
    }
    return messages;
  }

  private Optional<Message> placed(String line) {
    Matcher matcher = MESSAGE.matcher(line);
    if (!matcher.matches() || !texts.containsKey(matcher.group(1))) {
      return Optional.empty();
    }
    int offset =
        mended(matcher.group(1))
            .text()
            .offset(Integer.parseInt(matcher.group(2)) - 1, Integer.parseInt(matcher.group(3)) - 1);
    return Optional.of(new Message(matcher.group(1), offset, matcher.group(4)));
  }

  /** Where the name stands that it is about, or at the start of the file. */
  private Optional<Message> withoutPlace(String line) {
    Matcher matcher = MESSAGE_WITHOUT_PLACE.matcher(line);
    if (!matcher.matches() || !texts.containsKey(matcher.group(1))) {
      return Optional.empty();
    }
    String words = matcher.group(2);
    Matcher quoted = QUOTED.matcher(words);
    int offset =
        quoted.matches() ? mended(matcher.group(1)).offsetOfName(quoted.group(1)).orElse(0) : 0;
    return Optional.of(new Message(matcher.group(1), offset, words));
  }

  private boolean importsRefusedFile(Message message) {
    Matcher matcher = IMPORT_FAILED.matcher(message.words());
    return matcher.matches() && texts.containsKey(matcher.group(1));
  }

  private void noteOne(Message message) {
    noted++;
    MendedText mended = mended(message.path());
    int offset = message.offset();
    if (!followsFromAnother(message, offset)) {
      problems.add(message.path(), mended.position(offset), ErrorCode.EDL_SYNTAX, words(message));
    }
    Matcher notDefined = NOT_DEFINED.matcher(message.words());
    if (notDefined.matches()) {
      missed.add(notDefined.group(1));
    }
    Matcher unknown = OPTION_UNKNOWN.matcher(message.words());
    if (IMPORT_FAILED.matcher(message.words()).matches()
        || (unknown.matches()
            && unknown.group(1).startsWith("(tally.")
            && !importingOptions.contains(message.path()))) {
      importsLost.add(message.path());
    }
    mended.takeOut(offset, lost);
  }

  /**
   * protoc quotes names and texts however long they are, and with all that a terminal would obey.
   */
  private static String words(Message message) {
    String words = CONTROL.matcher(message.words().strip()).replaceAll("\ufffd");
    return words.length() <= EdlLimits.PROBLEM_CHARS_MAX
        ? words
        : words.substring(0, EdlLimits.PROBLEM_CHARS_MAX) + "…";
  }

  private boolean followsFromAnother(Message message, int offset) {
    for (Pattern pattern : List.of(NOT_DEFINED, OPTION_UNKNOWN)) {
      Matcher matcher = pattern.matcher(message.words());
      if (matcher.matches()
          && (importsLost.contains(message.path()) || lost.explains(matcher.group(1)))) {
        return true;
      }
    }
    MendedText mended = mended(message.path());
    String text = mended.text().text();
    if (matches(ENUM_EMPTY, message)) {
      return mended.isTakenOut(offset, text.indexOf('}', offset));
    }
    boolean emptyOneof = matches(ONEOF_EMPTY, message) && text.startsWith("}", offset);
    return (emptyOneof || matches(ENUM_START, message))
        && mended.isTakenOut(text.lastIndexOf('{', offset), offset);
  }

  private static boolean matches(Pattern pattern, Message message) {
    return pattern.matcher(message.words()).matches();
  }

  private MendedText mended(String path) {
    return requireNonNull(texts.get(path));
  }
}
