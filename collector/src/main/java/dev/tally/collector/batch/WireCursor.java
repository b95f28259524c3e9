package dev.tally.collector.batch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A position in protobuf wire bytes. Accepts what protobuf-java's {@code CodedInputStream} accepts,
 * with one exception: groups are refused. One thread.
 *
 * <p>Encoding: <a href="https://protobuf.dev/programming-guides/encoding/">protobuf.dev</a>.
 */
public final class WireCursor {
  public static final int VARINT = 0;
  public static final int FIXED64 = 1;
  public static final int BYTES = 2;
  public static final int FIXED32 = 5;
  private static final int START_GROUP = 3;
  private static final int END_GROUP = 4;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes = new byte[0];
  private int position;
  private int limit;

  public void reset(byte[] source, int offset, int length) {
    bytes = source;
    position = offset;
    limit = offset + length;
  }

  public byte[] bytes() {
    return bytes;
  }

  /** Where the next byte is read, as an index into {@link #bytes}. */
  public int position() {
    return position;
  }

  public boolean atEnd() {
    return position == limit;
  }

  public static int fieldNumber(int tag) {
    return tag >>> 3;
  }

  public static int wireType(int tag) {
    return tag & 7;
  }

  public int readTag() throws WireException {
    int tag = (int) readVarint();
    if (fieldNumber(tag) == 0) {
      throw new WireException("field number 0");
    }
    return tag;
  }

  public long readVarint() throws WireException {
    int at = position;
    if (at < limit) {
      byte first = bytes[at];
      if (first >= 0) {
        position = at + 1;
        return first;
      }
    }
    return readLongVarint();
  }

  private long readLongVarint() throws WireException {
    long value = 0;
    int at = position;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at == limit) {
        throw new WireException("ends inside a number");
      }
      byte b = bytes[at++];
      value |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        position = at;
        return value;
      }
    }
    throw new WireException("a number of more than 10 bytes");
  }

  public long readFixed64() throws WireException {
    require(Long.BYTES);
    long value = (long) LONG.get(bytes, position);
    position += Long.BYTES;
    return value;
  }

  public int readFixed32() throws WireException {
    require(Integer.BYTES);
    int value = (int) INT.get(bytes, position);
    position += Integer.BYTES;
    return value;
  }

  /** The length of a length-delimited field; that many bytes are there from {@link #position}. */
  public int readLength() throws WireException {
    int length = (int) readVarint();
    if (length < 0) {
      throw new WireException("a negative length");
    }
    require(length);
    return length;
  }

  /** Narrows to the next {@code length} bytes; give the result to {@link #leave} afterwards. */
  public int enter(int length) {
    int outer = limit;
    limit = position + length;
    return outer;
  }

  public void leave(int outer) {
    position = limit;
    limit = outer;
  }

  /** Passes over a field whose tag was just read. */
  public void skip(int tag) throws WireException {
    switch (wireType(tag)) {
      case VARINT -> readVarint();
      case FIXED64 -> advance(Long.BYTES);
      case BYTES -> advance(readLength());
      case FIXED32 -> advance(Integer.BYTES);
      case START_GROUP, END_GROUP -> throw new WireException("a group, which Tally does not read");
      default -> throw new WireException("wire type " + wireType(tag));
    }
  }

  public void advance(int length) throws WireException {
    require(length);
    position += length;
  }

  private void require(int length) throws WireException {
    if (length > limit - position) {
      throw new WireException("ends inside a field");
    }
  }
}
