package dev.tally.edl.load;

import dev.tally.edl.load.ProtoLexer.Kind;
import dev.tally.edl.load.ProtoLexer.Token;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the values stand in an option such as {@code (tally.metric) = { name: "a", sum: { field:
 * "b" } }}: protoc itself says only where the whole of it is. Keys are dotted, {@code sum.field};
 * the values of a repeated field are counted on, however they are written.
 */
final class OptionText {
  /** Protobuf for Java reads options a hundred deep. */
  private static final int DEPTH_MAX = 200;

  private final int base;
  private final List<Token> tokens;
  private final Map<String, List<Integer>> values = new HashMap<>();
  private int at;
  private int depth;

  /**
   * @param text of the option
   * @param base its offset in the file
   */
  OptionText(String text, int base) {
    this.base = base;
    this.tokens = ProtoLexer.tokens(text);
    while (at < tokens.size() && !tokens.get(at).is('=')) {
      at++;
    }
    at++;
    if (isNext('{')) {
      value("");
    }
  }

  /** The offset in the file of the {@code index}-th value of a field. */
  Optional<Integer> offset(String key, int index) {
    return token(key, index).map(i -> base + tokens.get(i).start());
  }

  /**
   * The offset in the file of one character of a string value; the value's own offset where escapes
   * make that unclear.
   */
  Optional<Integer> offset(String key, int index, int character) {
    Optional<Integer> first = token(key, index);
    if (first.isEmpty()) {
      return Optional.empty();
    }
    int left = character;
    for (int i = first.get(); i < tokens.size() && tokens.get(i).kind() == Kind.STRING; i++) {
      Token piece = tokens.get(i);
      int length = piece.end() - piece.start() - 2;
      if (piece.text().contains("\\")) {
        break;
      }
      boolean last = i + 1 >= tokens.size() || tokens.get(i + 1).kind() != Kind.STRING;
      if (left < length || last) {
        return Optional.of(base + piece.start() + 1 + Math.min(left, length));
      }
      left -= length;
    }
    return first.map(i -> base + tokens.get(i).start());
  }

  private Optional<Integer> token(String key, int index) {
    List<Integer> found = values.getOrDefault(key, List.of());
    return index < found.size() ? Optional.of(found.get(index)) : Optional.empty();
  }

  private boolean isNext(char symbol) {
    return at < tokens.size() && tokens.get(at).is(symbol);
  }

  private void value(String key) {
    if (at >= tokens.size() || depth == DEPTH_MAX) {
      at = tokens.size();
      return;
    }
    depth++;
    valueWithin(key);
    depth--;
  }

  private void valueWithin(String key) {
    if (isNext('[')) {
      at++;
      while (at < tokens.size() && !isNext(']')) {
        value(key);
        if (isNext(',')) {
          at++;
        }
      }
      at++;
      return;
    }
    values.computeIfAbsent(key, k -> new ArrayList<>()).add(at);
    if (isNext('{') || isNext('<')) {
      fields(key.isEmpty() ? "" : key + ".", isNext('{') ? '}' : '>');
    } else if (at < tokens.size() && tokens.get(at).kind() == Kind.STRING) {
      while (at < tokens.size() && tokens.get(at).kind() == Kind.STRING) {
        at++; // adjacent strings are one value
      }
    } else {
      at += isNext('-') ? 2 : 1;
    }
  }

  private void fields(String prefix, char close) {
    at++;
    while (at < tokens.size() && !isNext(close)) {
      Token name = tokens.get(at++);
      if (name.kind() == Kind.WORD) {
        if (isNext(':')) {
          at++;
        }
        value(prefix + name.text());
      }
    }
    at++;
  }
}
