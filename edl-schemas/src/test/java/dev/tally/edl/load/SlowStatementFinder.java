package dev.tally.edl.load;

import dev.tally.edl.load.ProtoLexer.Kind;
import dev.tally.edl.load.ProtoLexer.Token;
import java.util.List;
import java.util.Optional;

/**
 * The plain twin of {@link StatementFinder}: finds the smallest statement of a {@code .proto} text
 * around an offset: a field, an option, a whole message when the offset is in its head. It works on
 * malformed text too; then what it calls a statement ends at the next semicolon or closing brace.
 */
final class SlowStatementFinder {
  private static final int NONE = -1;

  private final List<Token> tokens;

  /**
   * @param keyword the first token's text
   */
  record Statement(int start, int end, String keyword) {}

  /**
   * By token index.
   *
   * @param open the brace that opens the body, or NONE
   * @param end behind the last token
   */
  private record Extent(int first, int open, int end) {}

  SlowStatementFinder(String text) {
    this.tokens = ProtoLexer.tokens(text);
  }

  /** Empty when the offset is behind everything. */
  Optional<Statement> around(int offset) {
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.get(i).end() > offset) {
        return Optional.of(statement(find(0, tokens.size(), i)));
      }
    }
    return Optional.empty();
  }

  private Statement statement(Extent extent) {
    Token first = tokens.get(extent.first());
    return new Statement(first.start(), tokens.get(extent.end() - 1).end(), first.text());
  }

  /** The statement that holds token {@code target}, of those in [from, end). */
  private Extent find(int from, int end, int target) {
    Extent extent = new Extent(from, NONE, from);
    while (extent.end() <= target && extent.end() < end) {
      extent = extent(extent.end(), end);
    }
    boolean inBody = extent.open() != NONE && target > extent.open();
    if (!inBody || extent.open() + 1 >= extent.end()) {
      return extent;
    }
    boolean closed = tokens.get(extent.end() - 1).is('}');
    int bodyEnd = closed ? extent.end() - 1 : extent.end();
    if (target < bodyEnd) {
      return find(extent.open() + 1, bodyEnd, target);
    }
    // At the closing brace: what lacks its semicolon before it, if anything does.
    Token last = tokens.get(target - 1);
    boolean unfinished = target - 1 > extent.open() && !last.is(';') && !last.is('}');
    return unfinished ? find(extent.open() + 1, bodyEnd, target - 1) : extent;
  }

  /** The statement that starts at token {@code first}; at least one token long. */
  private Extent extent(int first, int end) {
    int i = first;
    while (i < end) {
      Token token = tokens.get(i);
      if (token.is(';')) {
        return new Extent(first, NONE, i + 1);
      }
      if (token.is('{') && !isValue(i, first)) {
        return new Extent(first, i, balanced(i, end));
      }
      if (token.is('{') || token.is('[') || token.is('(')) {
        i = balanced(i, end);
      } else {
        i++;
      }
    }
    return new Extent(first, NONE, end);
  }

  /** Whether the brace opens the value of an option and not a body. */
  private boolean isValue(int brace, int first) {
    return brace > first && tokens.get(brace - 1).is('=');
  }

  /** Behind the bracket that closes the one at {@code open}. */
  private int balanced(int open, int end) {
    int depth = 0;
    for (int i = open; i < end; i++) {
      Token token = tokens.get(i);
      if (token.kind() != Kind.SYMBOL) {
        continue;
      }
      if (token.is('{') || token.is('[') || token.is('(')) {
        depth++;
      } else if (token.is('}') || token.is(']') || token.is(')')) {
        depth--;
        if (depth == 0) {
          return i + 1;
        }
      }
    }
    return end;
  }
}
