package dev.tally.sdk;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes protobuf's wire format into a growing buffer. A field is a {@link #tag} and then its
 * value; an embedded message or a packed list is a tag and then {@link #open}, its content, {@link
 * #close}:
 *
 * <pre>{@code
 * out.tag(10).string("LAS");               // field 1, length-delimited
 * out.tag(18); int mark = out.open();      // field 2, embedded
 * out.tag(8).int32(33);
 * out.close(mark);
 * }</pre>
 *
 * <p>Not thread-safe. Format: <a
 * href="https://protobuf.dev/programming-guides/encoding/">protobuf.dev, Encoding</a>.
 */
public final class WireWriter {
  /** First size of a buffer: holds most events, so that it rarely grows. */
  private static final int INITIAL_BYTES = 512;

  /** Deepest nesting of maps and collections in a struct; a cycle ends here. */
  static final int STRUCT_DEPTH_MAX = 24;

  private final int bytesMax;
  private byte[] buffer = new byte[INITIAL_BYTES];
  private int size;

  public WireWriter() {
    this(TallyClient.EVENT_BYTES_MAX);
  }

  /**
   * @param bytesMax beyond this, writing fails with {@link TooLarge}
   */
  WireWriter(int bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** What has been written outgrew the limit. */
  static final class TooLarge extends RuntimeException {
    TooLarge(int bytesMax) {
      super("more than " + bytesMax + " bytes", null, false, false);
    }
  }

  /**
   * @param tag field number × 8 + wire type
   */
  public WireWriter tag(int tag) {
    return uint32(tag);
  }

  /** int32 and enums: a negative value takes ten bytes. */
  public WireWriter int32(int value) {
    return value >= 0 ? uint32(value) : uint64(value);
  }

  public WireWriter int64(long value) {
    return uint64(value);
  }

  public WireWriter uint32(int value) {
    byte[] out = room(5);
    int at = size;
    int rest = value;
    while ((rest & ~0x7F) != 0) {
      out[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    out[at++] = (byte) rest;
    size = at;
    return this;
  }

  public WireWriter uint64(long value) {
    byte[] out = room(10);
    int at = size;
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    out[at++] = (byte) rest;
    size = at;
    return this;
  }

  /** Zigzag. */
  public WireWriter sint32(int value) {
    return uint32((value << 1) ^ (value >> 31));
  }

  /** Zigzag. */
  public WireWriter sint64(long value) {
    return uint64((value << 1) ^ (value >> 63));
  }

  /** fixed32 and sfixed32. */
  public WireWriter fixed32(int value) {
    byte[] out = room(4);
    for (int i = 0; i < 4; i++) {
      out[size + i] = (byte) (value >>> (8 * i));
    }
    size += 4;
    return this;
  }

  /** fixed64 and sfixed64. */
  public WireWriter fixed64(long value) {
    byte[] out = room(8);
    for (int i = 0; i < 8; i++) {
      out[size + i] = (byte) (value >>> (8 * i));
    }
    size += 8;
    return this;
  }

  public WireWriter float32(float value) {
    return fixed32(Float.floatToRawIntBits(value));
  }

  public WireWriter float64(double value) {
    return fixed64(Double.doubleToRawLongBits(value));
  }

  public WireWriter bool(boolean value) {
    return uint32(value ? 1 : 0);
  }

  /** Length and UTF-8; an unpaired surrogate becomes "?". */
  public WireWriter string(String value) {
    int start = size;
    int length = value.length();
    uint32(length);
    byte[] out = room(length);
    int at = size;
    for (int i = 0; i < length; i++) {
      char c = value.charAt(i);
      if (c >= 0x80) {
        size = start;
        return bytes(value.getBytes(UTF_8));
      }
      out[at + i] = (byte) c;
    }
    size = at + length;
    return this;
  }

  /** Length and content. */
  public WireWriter bytes(byte[] value) {
    uint32(value.length);
    return raw(value, value.length);
  }

  /** The embedded google.protobuf.Timestamp, with its length. */
  public WireWriter timestamp(Instant value) {
    long seconds = value.getEpochSecond();
    int nanos = value.getNano();
    int mark = open();
    if (seconds != 0) {
      tag(8).int64(seconds);
    }
    if (nanos != 0) {
      tag(16).int32(nanos);
    }
    close(mark);
    return this;
  }

  /** The embedded google.protobuf.Duration, with its length. */
  public WireWriter duration(Duration value) {
    long seconds = value.getSeconds();
    int nanos = value.getNano();
    if (seconds < 0 && nanos > 0) { // protobuf's two parts have one sign
      seconds++;
      nanos -= 1_000_000_000;
    }
    int mark = open();
    if (seconds != 0) {
      tag(8).int64(seconds);
    }
    if (nanos != 0) {
      tag(16).int32(nanos);
    }
    close(mark);
    return this;
  }

  /**
   * The embedded google.protobuf.Struct, with its length. Values are strings, numbers, booleans,
   * null, maps and collections of these; anything else is its {@code toString()}, and what is
   * nested deeper than {@value #STRUCT_DEPTH_MAX} is null. Numbers become doubles, those that are
   * not finite null.
   */
  public WireWriter struct(Map<String, ?> value) {
    struct(value, 0);
    return this;
  }

  private void struct(Map<?, ?> fields, int depth) {
    int mark = open();
    for (Map.Entry<?, ?> field : fields.entrySet()) {
      if (field.getKey() != null) {
        tag(10);
        int entry = open();
        tag(10).string(field.getKey().toString());
        tag(18);
        structValue(field.getValue(), depth + 1);
        close(entry);
      }
    }
    close(mark);
  }

  /** A google.protobuf.Value. */
  private void structValue(@Nullable Object value, int depth) {
    int mark = open();
    if (value == null || depth > STRUCT_DEPTH_MAX) {
      tag(8).int32(0);
    } else if (value instanceof Number n) {
      double number = n.doubleValue();
      if (Double.isFinite(number)) {
        tag(17).float64(number);
      } else {
        tag(8).int32(0);
      }
    } else if (value instanceof Boolean bool) {
      tag(32).bool(bool);
    } else if (value instanceof Map<?, ?> fields) {
      tag(42);
      struct(fields, depth);
    } else if (value instanceof Collection<?> values) {
      tag(50);
      structList(values, depth);
    } else {
      tag(26).string(value.toString());
    }
    close(mark);
  }

  private void structList(Collection<?> values, int depth) {
    int mark = open();
    for (Object value : values) {
      tag(10);
      structValue(value, depth + 1);
    }
    close(mark);
  }

  /**
   * Begins a length-delimited value whose length is not known yet.
   *
   * @return what {@link #close} needs
   */
  public int open() {
    room(1);
    return size++;
  }

  /** Ends the value that {@code open} began. */
  public void close(int mark) {
    int length = size - mark - 1;
    int prefix = varintBytes(length);
    if (prefix > 1) {
      byte[] out = room(prefix - 1);
      System.arraycopy(out, mark + 1, out, mark + prefix, length);
    }
    size = mark;
    uint32(length);
    size += length;
  }

  /** What has been written, as a new array. */
  public byte[] toByteArray() {
    return Arrays.copyOf(buffer, size);
  }

  /** Forgets what has been written. */
  public void clear() {
    size = 0;
  }

  int size() {
    return size;
  }

  /** Bytes that the buffer takes, used or not. */
  int capacity() {
    return buffer.length;
  }

  WireWriter raw(byte[] value, int length) {
    System.arraycopy(value, 0, room(length), size, length);
    size += length;
    return this;
  }

  /** Appends what {@code other} holds. */
  WireWriter raw(WireWriter other) {
    return raw(other.buffer, other.size);
  }

  /** Bytes that {@code value} takes as a varint. */
  static int varintBytes(long value) {
    return (70 - Long.numberOfLeadingZeros(value | 1)) / 7;
  }

  private byte[] room(int bytes) {
    if (buffer.length - size < bytes) {
      grow(bytes);
    }
    return buffer;
  }

  private void grow(int bytes) {
    long needed = (long) size + bytes;
    // The prefix of a value at the limit may still need a few bytes.
    if (needed > bytesMax + 16L) {
      throw new TooLarge(bytesMax);
    }
    buffer =
        Arrays.copyOf(buffer, (int) Math.min(Math.max(needed, 2L * buffer.length), bytesMax + 16L));
  }
}
