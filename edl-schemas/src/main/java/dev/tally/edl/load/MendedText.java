package dev.tally.edl.load;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A file as protoc gets it: what was refused is blank. Nothing moves, so that offsets are those of
 * the original. What is taken out during a round is looked for in the text that the round began
 * with.
 */
final class MendedText {
  /** Without these the rest of a file means something else. */
  private static final Set<String> FILE_WIDE = Set.of("package", "syntax", "edition");

  private final SourceText original;
  private SourceText text;
  private final StringBuilder mended;
  private final Set<Integer> taken = new HashSet<>();
  private Optional<StatementFinder> statements = Optional.empty();
  private List<ProtoLexer.Token> tokens = List.of();
  private boolean isChanged;

  MendedText(SourceText original) {
    this.original = original;
    this.text = original;
    this.mended = new StringBuilder();
  }

  /** As it was when the round began. */
  SourceText text() {
    return text;
  }

  /** Counted in the original: a blank is half of some characters. */
  Position position(int offset) {
    return original.position(offset);
  }

  /**
   * Where a name stands first as a type of a map, or else first at all, as protoc reads it: not in
   * a comment, a text or another name. It may be a field's name before it is a type.
   *
   * @param name as in {@code shop.Order}; spaces may stand around its dots
   */
  OptionalInt offsetOfName(String name) {
    if (tokens.isEmpty()) {
      tokens = ProtoLexer.tokens(text.text());
    }
    List<String> wanted = ProtoLexer.tokens(name).stream().map(ProtoLexer.Token::text).toList();
    int[] places =
        IntStream.rangeClosed(0, tokens.size() - wanted.size())
            .filter(i -> !wanted.isEmpty() && stands(wanted, i))
            .toArray();
    return IntStream.concat(IntStream.of(places).filter(this::isTypeOfMap), IntStream.of(places))
        .map(i -> tokens.get(i).start())
        .findFirst();
  }

  private boolean isTypeOfMap(int at) {
    return at > 0 && (tokens.get(at - 1).is('<') || tokens.get(at - 1).is(','));
  }

  private boolean stands(List<String> wanted, int at) {
    for (int i = 0; i < wanted.size(); i++) {
      ProtoLexer.Token token = tokens.get(at + i);
      String word = wanted.get(i);
      if (token.end() - token.start() != word.length()
          || !text.text().startsWith(word, token.start())) {
        return false;
      }
    }
    return true;
  }

  /** Takes the statement around the offset out, or the whole file where that is no help. */
  void takeOut(int offset, LostWords lost) {
    String before = text.text();
    if (statements.isEmpty()) {
      statements = Optional.of(new StatementFinder(before));
      mended.setLength(0);
      mended.append(before);
    }
    var statement = statements.get().around(offset).filter(s -> !FILE_WIDE.contains(s.keyword()));
    int start = statement.map(StatementFinder.Statement::start).orElse(0);
    int end = statement.map(StatementFinder.Statement::end).orElse(before.length());
    if (taken.add(statement.isPresent() ? start : -1)) {
      lost.addAll(before.substring(start, end));
      for (int i = start; i < end; i++) {
        char c = mended.charAt(i);
        if (c != '\n' && c != ' ') {
          mended.setCharAt(i, ' ');
          isChanged = true;
        }
      }
    }
  }

  /** Whether something between the offsets was taken out. */
  boolean isTakenOut(int start, int end) {
    CharSequence now = statements.isEmpty() ? text.text() : mended;
    return start >= 0
        && end >= start
        && IntStream.range(start, end).anyMatch(i -> now.charAt(i) != original.text().charAt(i));
  }

  /** Ends a round; whether anything was taken out in it. */
  boolean finish() {
    boolean changed = isChanged;
    if (changed) {
      text = new SourceText(mended.toString());
    }
    statements = Optional.empty();
    mended.setLength(0);
    mended.trimToSize();
    taken.clear();
    tokens = List.of();
    isChanged = false;
    return changed;
  }
}
