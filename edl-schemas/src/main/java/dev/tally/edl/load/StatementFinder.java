package dev.tally.edl.load;

import dev.tally.edl.load.ProtoLexer.Token;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds the smallest statement of a {@code .proto} text around an offset: a field, an option, a
 * whole message when the offset is in its head. It works on malformed text too; then what it calls
 * a statement ends at the next semicolon or closing brace. However deep the text is nested, no
 * method calls itself, and each body is split into statements once, however many are looked for.
 */
final class StatementFinder {
  private static final int NONE = -1;

  private final List<Token> tokens;

  /** By token: that of the bracket that closes this one; NONE where there is none. */
  private final int[] closers;

  /** The statements of a body, by its first token. */
  private final Map<Integer, List<Extent>> bodies = new HashMap<>();

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

  StatementFinder(String text) {
    this.tokens = ProtoLexer.tokens(text);
    this.closers = closers(tokens);
  }

  /** A bracket is closed by the next one that is left over, of whatever kind. */
  private static int[] closers(List<Token> tokens) {
    int[] closers = new int[tokens.size()];
    Deque<Integer> open = new ArrayDeque<>();
    for (int i = 0; i < closers.length; i++) {
      closers[i] = NONE;
      Token token = tokens.get(i);
      if (opens(token)) {
        open.push(i);
      } else if (closes(token) && !open.isEmpty()) {
        closers[open.pop()] = i;
      }
    }
    return closers;
  }

  private static boolean opens(Token token) {
    return token.is('{') || token.is('[') || token.is('(');
  }

  private static boolean closes(Token token) {
    return token.is('}') || token.is(']') || token.is(')');
  }

  /** Empty when the offset is behind everything. */
  Optional<Statement> around(int offset) {
    int first = 0;
    int end = tokens.size();
    while (first < end) {
      int middle = (first + end) >>> 1;
      if (tokens.get(middle).end() > offset) {
        end = middle;
      } else {
        first = middle + 1;
      }
    }
    return first < tokens.size() ? Optional.of(statement(find(first))) : Optional.empty();
  }

  private Statement statement(Extent extent) {
    Token first = tokens.get(extent.first());
    return new Statement(first.start(), tokens.get(extent.end() - 1).end(), first.text());
  }

  /** The smallest statement that holds token {@code wanted}. */
  private Extent find(int wanted) {
    int target = wanted;
    int from = 0;
    int end = tokens.size();
    while (true) {
      Extent extent = holding(bodies.computeIfAbsent(from, extents(end)), target);
      int bodyStart = extent.open() + 1;
      boolean inBody = extent.open() != NONE && target > extent.open();
      if (!inBody || bodyStart >= extent.end()) {
        return extent;
      }
      int last = extent.end() - 1;
      int bodyEnd = tokens.get(last).is('}') ? last : extent.end();
      if (target == bodyEnd) {
        // At the closing brace: what lacks its semicolon before it, if anything does.
        Token before = tokens.get(--target);
        if (target < bodyStart || before.is(';') || before.is('}')) {
          return extent;
        }
      }
      from = bodyStart;
      end = bodyEnd;
    }
  }

  private static Extent holding(List<Extent> extents, int token) {
    int first = 0;
    int last = extents.size() - 1;
    while (first < last) {
      int middle = (first + last) >>> 1;
      if (extents.get(middle).end() > token) {
        last = middle;
      } else {
        first = middle + 1;
      }
    }
    return extents.get(first);
  }

  private Function<Integer, List<Extent>> extents(int end) {
    return from -> {
      List<Extent> extents = new ArrayList<>();
      for (int first = from; first < end; first = extents.getLast().end()) {
        extents.add(extent(first, end));
      }
      return extents;
    };
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
        return new Extent(first, i, behindClosing(i, end));
      }
      i = opens(token) ? behindClosing(i, end) : i + 1;
    }
    return new Extent(first, NONE, end);
  }

  /** Whether the brace opens the value of an option and not a body. */
  private boolean isValue(int brace, int first) {
    return brace > first && tokens.get(brace - 1).is('=');
  }

  /** Behind the bracket that closes the one at {@code open}. */
  private int behindClosing(int open, int end) {
    return closers[open] == NONE || closers[open] >= end ? end : closers[open] + 1;
  }
}
