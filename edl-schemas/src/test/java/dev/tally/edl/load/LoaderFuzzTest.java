package dev.tally.edl.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.google.protobuf.ByteString;
import dev.tally.error.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Mutated EDL: no hang, no crash, no wrong place. The seed is in every message.
 *
 * <p>{@code -Dtally.fuzz.mutations=1000000} makes it long, {@code -Dtally.fuzz.seed} another one,
 * and {@code -Dtally.fuzz.protos=FOLDER} adds other people's files. A protoc process is ten
 * thousand times as dear as our own part of the work, so that one mutant of a hundred goes all the
 * way; {@code -Dtally.fuzz.loads} says how many.
 */
class LoaderFuzzTest {
  private static final int MUTATIONS = Integer.getInteger("tally.fuzz.mutations", 10_000);
  private static final int LOADED = Integer.getInteger("tally.fuzz.loads", MUTATIONS / 100);
  private static final long SEED = Long.getLong("tally.fuzz.seed", 1);
  private static final Path PROTOC = Path.of("target", "protoc-cache");
  private static final Duration TIME_MAX = Duration.ofSeconds(20);
  private static final Pattern COMPLAINT =
      Pattern.compile("m\\.proto:(\\d+):(\\d+): (.*)", Pattern.DOTALL);
  private static final Pattern PLACELESS = Pattern.compile("m\\.proto: \"([^\"]+)\".*");
  private static final List<String> KEYS = List.of("", "name", "by", "sum.field", "filter", "a");

  private static final String FILTER =
      "country in (\"NO\", 'SE') && !(amount >= 1.5e3 || is_new == false) && country != \"x\"";

  private final List<String> corpus = corpus();

  private static List<String> corpus() {
    List<String> texts = new ArrayList<>();
    for (String folder :
        List.of("src/main/proto", "../app/src/main/edl", "../examples", "src/test/resources")) {
      addTexts(Path.of(folder), 20_000, texts);
    }
    Optional.ofNullable(System.getProperty("tally.fuzz.protos"))
        .ifPresent(folder -> addTexts(Path.of(folder), 5_000, texts));
    return texts;
  }

  private static void addTexts(Path folder, int bytesMax, List<String> texts) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".proto")).sorted().toList()) {
        if (Files.size(file) <= bytesMax) {
          texts.add(Files.readString(file));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String mutant(Random random) {
    return EdlMutation.of(any(random), any(random), random);
  }

  private String any(Random random) {
    return corpus.get(random.nextInt(corpus.size()));
  }

  @Test
  void ourPartsTakeAnyText() {
    assertThat(corpus).hasSizeGreaterThan(3);
    for (int i = 0; i < MUTATIONS; i++) {
      Random random = new Random(SEED * 1_000_003 + i);
      String text = mutant(random);
      try {
        checkTokens(text);
        checkPlaces(text, random);
        checkStatements(text, random);
        checkOption(text, random);
        checkFilter(EdlMutation.of(FILTER, any(random), random));
      } catch (RuntimeException | StackOverflowError | AssertionError e) {
        fail("seed %d, mutation %d:%n%s".formatted(SEED, i, text), e);
      }
    }
  }

  @Test
  void anOptionThatEndsBehindANameOrIsEndlesslyDeepHasNoValueThere() {
    assertThat(new OptionText("(tally.metric) = { name", 0).offset("name", 0)).isEmpty();
    assertThat(new OptionText("(o) = " + "{ a: ".repeat(100_000), 0).offset("a", 0)).hasValue(11);
    assertThat(new OptionText("(o) = { a: " + "[".repeat(100_000), 0).offset("a", 0)).isEmpty();
  }

  private static void checkTokens(String text) {
    int at = 0;
    for (ProtoLexer.Token token : ProtoLexer.tokens(text)) {
      check(token.start() >= at && token.end() > token.start() && token.end() <= text.length());
      at = token.end();
    }
  }

  /** Against counting from the start. */
  private static void checkPlaces(String text, Random random) {
    SourceText source = new SourceText(text);
    int offset = random.nextInt(text.length() + 1);
    if (offset < text.length() && Character.isLowSurrogate(text.charAt(offset))) {
      offset--;
    }
    Position position = source.position(offset);
    check(position.equals(slowPosition(text, offset)));
    int[] protoc = protocPlace(text, offset);
    check(source.offset(protoc[0], protoc[1]) == offset);
    int anywhere = source.offset(random.nextInt(2_000), random.nextInt(2_000));
    check(anywhere >= 0 && anywhere <= text.length());
  }

  private static Position slowPosition(String text, int offset) {
    int line = 1;
    int column = 1;
    for (int i = 0; i < offset; i += Character.charCount(text.codePointAt(i))) {
      if (text.charAt(i) == '\n') {
        line++;
        column = 1;
      } else {
        column++;
      }
    }
    return new Position(line, column);
  }

  /**
   * Line and column as protoc's tokenizer counts them: by bytes, tabs to the next multiple of 8.
   */
  private static int[] protocPlace(String text, int offset) {
    int line = 0;
    int column = 0;
    for (byte b : text.substring(0, offset).getBytes(StandardCharsets.UTF_8)) {
      if (b == '\n') {
        line++;
        column = 0;
      } else if (b == '\t') {
        column += 8 - column % 8;
      } else {
        column++;
      }
    }
    return new int[] {line, column};
  }

  /** Against the plain twin, which walks down from the start. */
  private static void checkStatements(String text, Random random) {
    StatementFinder finder = new StatementFinder(text);
    SlowStatementFinder slow = new SlowStatementFinder(text);
    for (int i = 0; i < 3; i++) {
      int offset = random.nextInt(text.length() + 1);
      check(String.valueOf(finder.around(offset)).equals(String.valueOf(slow.around(offset))));
    }
  }

  private static void checkOption(String text, Random random) {
    int start = text.indexOf("option", random.nextInt(text.length() + 1));
    if (start < 0) {
      return;
    }
    OptionText option = new OptionText(text.substring(start), start);
    for (String key : KEYS) {
      for (int index = 0; index < 3; index++) {
        option.offset(key, index).ifPresent(o -> check(o >= start && o < text.length()));
        option.offset(key, index, 7).ifPresent(o -> check(o >= start && o <= text.length()));
      }
    }
  }

  private static void checkFilter(String filter) {
    var parsed = FilterParser.parse(filter, name -> Optional.empty());
    check(parsed.filter().isPresent() == parsed.problems().isEmpty());
    parsed.problems().forEach(p -> check(p.offset() >= 0 && p.offset() <= filter.length()));
  }

  /** Not of AssertJ, which would take longer than what is checked. */
  private static void check(boolean holds) {
    if (!holds) {
      throw new AssertionError();
    }
  }

  /**
   * Our complaints hold protoc's first one, at the place where protoc has it, and stand in the
   * text.
   */
  @Test
  void mutantsAreLoadedOrRefusedWhereTheyAreWrong(@TempDir Path folder) throws IOException {
    ProtoCompiler protoc = ProtocProcess.bundled(PROTOC);
    EdlLoader loader = new EdlLoader(protoc);
    int refused = 0;
    try (ProtoWorkspace workspace = new ProtoWorkspace()) {
      for (int i = 0; i < LOADED; i++) {
        String text = mutant(new Random(SEED * 7_000_003 + i));
        try {
          long start = System.nanoTime();
          EdlLoader.Result result = loader.load(Map.of("m.proto", text));
          assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TIME_MAX);
          workspace.write("m.proto", text.startsWith("\ufeff") ? text.substring(1) : text);
          refused +=
              checkAgainst(protoc.compile(workspace.folders(), List.of("m.proto")), result, text);
        } catch (RuntimeException | StackOverflowError | AssertionError e) {
          fail("seed %d, mutation %d:%n%s".formatted(SEED, i, text), e);
        }
      }
    }
    assertThat(refused).isBetween(LOADED / 4, LOADED);
  }

  private static int checkAgainst(
      ProtoCompiler.Output output, EdlLoader.Result result, String original) {
    String text = original.startsWith("\ufeff") ? original.substring(1) : original;
    List<EdlProblem> problems =
        result instanceof EdlLoader.Result.Refused(List<EdlProblem> found) ? found : List.of();
    problems.forEach(problem -> HostileEdlTest.assertInside(problem, text));
    boolean hasSyntaxProblem = problems.stream().anyMatch(p -> p.code() == ErrorCode.EDL_SYNTAX);
    switch (output) {
      case ProtoCompiler.Output.Compiled(ByteString set) ->
          assertThat(hasSyntaxProblem).as("protoc has no complaint").isFalse();
      case ProtoCompiler.Output.Failed(List<String> messages) ->
          first(messages, text)
              .ifPresentOrElse(
                  first ->
                      assertThat(problems)
                          .extracting(p -> p.line() + ":" + p.column() + ": " + p.message())
                          .contains(first),
                  () -> checkWithoutPlace(messages, problems, text));
      case ProtoCompiler.Output.Crashed crashed -> assertThat(hasSyntaxProblem).isTrue();
    }
    return problems.isEmpty() ? 0 : 1;
  }

  /** protoc's first complaint, at the place that it means. */
  private static Optional<String> first(List<String> messages, String text) {
    return messages.stream()
        .map(COMPLAINT::matcher)
        .filter(Matcher::matches)
        .findFirst()
        .map(matcher -> placed(matcher, text));
  }

  /** Of what protoc made itself it says no place: it is told where the name stands. */
  private static void checkWithoutPlace(
      List<String> messages, List<EdlProblem> problems, String text) {
    Matcher matcher = PLACELESS.matcher(messages.getFirst());
    assertThat(matcher.matches()).as(messages.getFirst()).isTrue();
    String name = matcher.group(1).split("\\.", 2)[0];
    assertThat(problems)
        .anySatisfy(
            problem -> {
              assertThat(problem.message()).isEqualTo(messages.getFirst().substring(9));
              String line = text.split("\n", -1)[problem.line() - 1];
              int at = line.offsetByCodePoints(0, problem.column() - 1);
              assertThat(line.substring(at)).startsWith(name);
            });
  }

  private static String placed(Matcher matcher, String text) {
    int line = Integer.parseInt(matcher.group(1)) - 1;
    int column = Integer.parseInt(matcher.group(2)) - 1;
    for (int offset = 0; offset <= text.length(); offset++) {
      if (offset < text.length() && Character.isLowSurrogate(text.charAt(offset))) {
        continue;
      }
      int[] place = protocPlace(text, offset);
      if ((place[0] == line && place[1] >= column) || place[0] > line) {
        Position position = slowPosition(text, offset);
        return "%d:%d: %s".formatted(position.line(), position.column(), words(matcher));
      }
    }
    Position end = slowPosition(text, text.length());
    return "%d:%d: %s".formatted(end.line(), end.column(), words(matcher));
  }

  private static String words(Matcher complaint) {
    return complaint
        .group(3)
        .strip()
        .chars()
        .map(c -> Character.isISOControl(c) && c < 0x80 ? 0xfffd : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
