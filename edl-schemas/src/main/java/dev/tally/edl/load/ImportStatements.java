package dev.tally.edl.load;

import dev.tally.edl.load.ProtoLexer.Kind;
import dev.tally.edl.load.ProtoLexer.Token;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a file imports, by its text alone. */
final class ImportStatements {
  private static final String KEYWORD = "import";
  private static final Pattern IMPORT =
      Pattern.compile(KEYWORD + "(?:\\s++(?:\\w++\\s*+)?+)?+[\"']([^\"'\\n]++)[\"']");

  private static final Set<String> MODIFIERS = Set.of("public", "weak", "option");

  /**
   * @param start offset of the statement
   * @param target the path that it imports
   */
  record Import(int start, String target) {}

  private ImportStatements() {}

  /**
   * Soon, and also within comments. What is written in another way (in pieces, with escapes, with
   * comments between) is not found.
   */
  static Set<String> roughly(String text) {
    Set<String> imports = new HashSet<>();
    Matcher matcher = IMPORT.matcher(text);
    for (int at = text.indexOf(KEYWORD); at >= 0; at = text.indexOf(KEYWORD, at + 1)) {
      if (matcher.region(at, text.length()).lookingAt()) {
        imports.add(matcher.group(1));
      }
    }
    return imports;
  }

  /** The statements, in their order; those whose path has escapes are left out. */
  static List<Import> of(String text) {
    List<Token> tokens = ProtoLexer.tokens(text);
    List<Import> imports = new ArrayList<>();
    int depth = 0;
    boolean isStart = true;
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      if (isStart && depth == 0 && token.kind() == Kind.WORD && token.text().equals(KEYWORD)) {
        target(tokens, i + 1).ifPresent(path -> imports.add(new Import(token.start(), path)));
      }
      if (token.is('{')) {
        depth++;
      } else if (token.is('}')) {
        depth--;
      }
      isStart = token.is(';') || token.is('}');
    }
    return imports;
  }

  /** Of a statement that goes on at token {@code next} and ends as it should. */
  private static Optional<String> target(List<Token> tokens, int next) {
    int i = next;
    if (i < tokens.size()
        && tokens.get(i).kind() == Kind.WORD
        && MODIFIERS.contains(tokens.get(i).text())) {
      i++;
    }
    StringBuilder path = new StringBuilder();
    while (i < tokens.size() && tokens.get(i).kind() == Kind.STRING) {
      String piece = tokens.get(i++).text();
      path.append(piece, 1, Math.max(1, piece.length() - 1));
    }
    boolean isWhole = i < tokens.size() && tokens.get(i).is(';') && path.indexOf("\\") < 0;
    return isWhole ? Optional.of(path.toString()) : Optional.empty();
  }
}
