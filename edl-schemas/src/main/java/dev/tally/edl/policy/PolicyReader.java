package dev.tally.edl.policy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tally.edl.check.CheckRule;
import dev.tally.edl.load.EdlProblem;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads the {@code edl.yaml} files of a folder of EDL; docs/policy.md says what is in them. */
public final class PolicyReader {
  /** What somebody may have called the file, which would be passed over in silence. */
  private static final Set<String> MISNOMERS = Set.of("edl.yml", ".edl.yaml", ".edl.yml");

  private final Map<String, CheckRule> rules;
  private final Clock clock;

  /** What came out of a folder. */
  public sealed interface Result {
    record Read(Policies policies) implements Result {}

    /**
     * @param problems by place, at least one
     */
    record Refused(List<EdlProblem> problems) implements Result {
      public Refused {
        problems = List.copyOf(problems);
      }
    }
  }

  /**
   * @param rules those that can be configured (of lint) and waived: all there are
   * @param clock what "366 days ahead" is counted from
   */
  public PolicyReader(Collection<CheckRule> rules, Clock clock) {
    this.rules =
        rules.stream()
            .collect(
                Collectors.toMap(CheckRule::id, Function.identity(), (a, b) -> a, TreeMap::new));
    this.clock = clock;
  }

  /**
   * Reads those of a folder and its sub-folders, hidden ones left out.
   *
   * @throws TallyException NOT_FOUND when the folder cannot be read, EDL_INVALID when there are too
   *     many files
   */
  public Result read(Path folder) {
    TreeSet<EdlProblem> problems = new TreeSet<>();
    return read(texts(folder, problems), problems);
  }

  /**
   * The files that {@link #read(Path)} reads, as they are.
   *
   * @return texts by path
   * @throws TallyException NOT_FOUND when the folder cannot be read, EDL_INVALID when a file cannot
   */
  public static Map<String, String> texts(Path folder) {
    TreeSet<EdlProblem> problems = new TreeSet<>();
    Map<String, String> texts = texts(folder, problems);
    if (!problems.isEmpty()) {
      throw new TallyException(ErrorCode.EDL_INVALID, problems.first().toString());
    }
    return texts;
  }

  private static Map<String, String> texts(Path folder, Set<EdlProblem> problems) {
    Map<String, String> texts = new HashMap<>();
    try {
      new PolicyFolder(folder, PolicyReader::isConcerned)
          .read()
          .forEach((path, bytes) -> text(path, bytes, texts, problems));
    } catch (IOException e) {
      throw new TallyException(
          ErrorCode.NOT_FOUND, "the folder %s cannot be read: %s".formatted(folder, e), e);
    }
    return texts;
  }

  /**
   * Reads files that are in no folder.
   *
   * @param texts by path, as in {@link dev.tally.edl.model.EdlFile}; other files than {@code
   *     edl.yaml} are left out
   * @throws TallyException EDL_INVALID when there are too many files
   */
  public Result read(Map<String, String> texts) {
    return read(texts, new TreeSet<>());
  }

  private Result read(Map<String, String> texts, Set<EdlProblem> problems) {
    LocalDate today = LocalDate.now(clock.withZone(ZoneOffset.UTC));
    Map<String, PolicyFile> files = new TreeMap<>();
    new TreeMap<>(texts)
        .forEach(
            (path, text) -> {
              if (MISNOMERS.contains(PolicyPath.name(path))) {
                problems.add(whole(path, "the file must be called %s".formatted(Policies.FILE)));
              } else if (PolicyPath.name(path).equals(Policies.FILE)) {
                read(path, text, today, files, problems);
              }
            });
    checkCount(files.size());
    return problems.isEmpty()
        ? new Result.Read(new Policies(files))
        : new Result.Refused(List.copyOf(problems));
  }

  private void read(
      String path,
      String text,
      LocalDate today,
      Map<String, PolicyFile> files,
      Set<EdlProblem> problems) {
    if (text.getBytes(UTF_8).length > PolicyLimits.FILE_BYTES_MAX) {
      problems.add(tooLarge(path));
    } else {
      files.put(
          PolicyPath.folder(path),
          new PolicyFileReader(path, rules, today, problems::add).read(text));
    }
  }

  private static boolean isConcerned(String name) {
    return name.equals(Policies.FILE) || MISNOMERS.contains(name);
  }

  private static void checkCount(int files) {
    if (files > PolicyLimits.FOLDER_FILES_MAX) {
      throw new TallyException(
          ErrorCode.EDL_INVALID,
          "there are more than %,d %s files"
              .formatted(PolicyLimits.FOLDER_FILES_MAX, Policies.FILE));
    }
  }

  private static void text(
      String path, byte[] bytes, Map<String, String> texts, Set<EdlProblem> problems) {
    if (bytes.length > PolicyLimits.FILE_BYTES_MAX) {
      problems.add(tooLarge(path));
      return;
    }
    try {
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      texts.put(path, text.startsWith("\uFEFF") ? text.substring(1) : text);
    } catch (CharacterCodingException e) {
      problems.add(new EdlProblem(path, 1, 1, ErrorCode.EDL_SYNTAX, "the file is not UTF-8"));
    }
  }

  private static EdlProblem tooLarge(String path) {
    return whole(path, "the file is larger than %,d bytes".formatted(PolicyLimits.FILE_BYTES_MAX));
  }

  private static EdlProblem whole(String path, String words) {
    return new EdlProblem(path, 1, 1, ErrorCode.EDL_INVALID, words);
  }
}
