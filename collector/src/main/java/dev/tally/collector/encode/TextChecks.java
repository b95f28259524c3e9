package dev.tally.collector.encode;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.Rule;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Rules on strings and bytes, on the bytes as they lie in the payload. */
final class TextChecks {
  private TextChecks() {}

  static byte[] operand(AttributeType type, String text) {
    return type == AttributeType.BYTES
        ? HexFormat.of().parseHex(text)
        : text.getBytes(StandardCharsets.UTF_8);
  }

  private static int size(String operand) {
    long size = Long.parseUnsignedLong(operand);
    return size < 0 || size > Integer.MAX_VALUE ? Integer.MAX_VALUE : (int) size;
  }

  /**
   * @param inCharacters code points, and not bytes
   */
  record Length(int min, int max, boolean inCharacters) implements ValueCheck {
    static Length atLeast(Rule rule, boolean inCharacters) {
      return new Length(size(rule.operand()), Integer.MAX_VALUE, inCharacters);
    }

    static Length atMost(Rule rule, boolean inCharacters) {
      return new Length(0, size(rule.operand()), inCharacters);
    }

    static Length exactly(Rule rule, boolean inCharacters) {
      return new Length(size(rule.operand()), size(rule.operand()), inCharacters);
    }

    @Override
    public boolean holds(long value, int nanos, byte[] payload, long receivedMs) {
      int length = inCharacters ? characters(value, payload) : Slice.length(value);
      return length >= min && length <= max;
    }
  }

  /** Of valid UTF-8: its bytes without those that continue a character. */
  static int characters(long slice, byte[] payload) {
    int end = Slice.offset(slice) + Slice.length(slice);
    int count = 0;
    for (int at = Slice.offset(slice); at < end; at++) {
      if ((payload[at] & 0xC0) != 0x80) {
        count++;
      }
    }
    return count;
  }

  static final class Prefix implements ValueCheck {
    private final byte[] prefix;

    Prefix(byte[] prefix) {
      this.prefix = prefix;
    }

    @Override
    public boolean holds(long value, int nanos, byte[] payload, long receivedMs) {
      return Slice.length(value) >= prefix.length && isAt(Slice.offset(value), prefix, payload);
    }
  }

  static final class Suffix implements ValueCheck {
    private final byte[] suffix;

    Suffix(byte[] suffix) {
      this.suffix = suffix;
    }

    @Override
    public boolean holds(long value, int nanos, byte[] payload, long receivedMs) {
      int at = Slice.offset(value) + Slice.length(value) - suffix.length;
      return at >= Slice.offset(value) && isAt(at, suffix, payload);
    }
  }

  static final class Contains implements ValueCheck {
    private final byte[] part;
    private final boolean isWanted;

    Contains(byte[] part, boolean isWanted) {
      this.part = part;
      this.isWanted = isWanted;
    }

    @Override
    public boolean holds(long value, int nanos, byte[] payload, long receivedMs) {
      int last = Slice.offset(value) + Slice.length(value) - part.length;
      for (int at = Slice.offset(value); at <= last; at++) {
        if (isAt(at, part, payload)) {
          return isWanted;
        }
      }
      return !isWanted;
    }
  }

  private static boolean isAt(int at, byte[] part, byte[] payload) {
    return Arrays.equals(payload, at, at + part.length, part, 0, part.length);
  }

  /** A set of texts: open addressing, at most half full. */
  static final class OneOf implements ValueCheck {
    private static final int MIX = 0x9E3779B1;

    private final byte[][] slots;
    private final boolean isWanted;

    OneOf(AttributeType type, List<String> texts, boolean isWanted) {
      this.isWanted = isWanted;
      slots = new byte[Integer.highestOneBit(4 * Math.max(1, texts.size()))][];
      for (String text : texts) {
        byte[] bytes = operand(type, text);
        slots[find(bytes, 0, bytes.length)] = bytes;
      }
    }

    /** Where it is, or would be. */
    private int find(byte[] bytes, int offset, int length) {
      int hash = length;
      for (int at = offset; at < offset + length; at++) {
        hash = (hash ^ bytes[at]) * MIX;
      }
      int slot = (hash >>> 7) & (slots.length - 1);
      while (slots[slot] != null
          && !Arrays.equals(slots[slot], 0, slots[slot].length, bytes, offset, offset + length)) {
        slot = (slot + 1) & (slots.length - 1);
      }
      return slot;
    }

    @Override
    public boolean holds(long value, int nanos, byte[] payload, long receivedMs) {
      int slot = find(payload, Slice.offset(value), Slice.length(value));
      return (slots[slot] != null) == isWanted;
    }
  }

  /**
   * RE2: linear in the value, whatever the pattern. The one check that allocates: a copy of the
   * value, which is what the library takes.
   */
  static final class Matches implements ValueCheck {
    /** A longer value matches no pattern: linear, but still a thousand steps a byte. */
    static final int VALUE_BYTES_MAX = 16 << 10;

    private final Matcher matcher;

    Matches(String pattern) {
      matcher = Pattern.compile(pattern).matcher("");
    }

    @Override
    public boolean holds(long value, int nanos, byte[] payload, long receivedMs) {
      int offset = Slice.offset(value);
      int length = Slice.length(value);
      return length <= VALUE_BYTES_MAX
          && matcher.reset(new String(payload, offset, length, StandardCharsets.UTF_8)).find();
    }
  }
}
