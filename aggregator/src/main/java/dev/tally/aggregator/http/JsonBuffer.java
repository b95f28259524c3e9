package dev.tally.aggregator.http;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * JSON that is mostly numbers: the caller writes brackets and commas. A dashboard has hundreds of
 * thousands of points, and a generator that checks every step takes longer than they took to read.
 */
public final class JsonBuffer {
  /** Up to this magnitude every whole double is written as an integer. */
  private static final double WHOLE_MAX = 1L << 53;

  /**
   * A decimal of at most 15 digits means one double only, and that double no shorter decimal: IEEE
   * 754 binary64.
   */
  private static final double DIGITS_MAX = 1e15;

  /** Powers of ten that are looked at for a short fraction. */
  private static final double[] SCALES = {10, 100, 1_000, 10_000};

  private static final int LONG_BYTES_MAX = 20;

  /**
   * The digits of each number below, without zeros before them, the first in the lowest byte; their
   * count in the highest.
   */
  private static final int[] SMALL = small(1_000);

  private static final int COUNT_SHIFT = 24;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  /** Of ten, as far as a long goes. */
  private static final long[] POWERS = powers();

  private static final byte[] NULL = {'n', 'u', 'l', 'l'};

  private byte[] bytes;
  private int size;

  /**
   * @param expected bytes, about; it grows
   */
  public JsonBuffer(int expected) {
    this.bytes = new byte[Math.max(expected, LONG_BYTES_MAX)];
  }

  /** A bracket, colon or comma. */
  public void write(char ascii) {
    reserve(1);
    bytes[size++] = (byte) ascii;
  }

  /** Quoted and escaped. */
  public void write(String text) {
    write('"');
    writeAll(JsonStringEncoder.getInstance().quoteAsUTF8(text));
    write('"');
  }

  public void write(long number) {
    reserve(LONG_BYTES_MAX);
    if (number >= 0 && number < SMALL.length) {
      int digits = SMALL[(int) number];
      INT.set(bytes, size, digits);
      size += digits >>> COUNT_SHIFT;
    } else if (number < 0) {
      writeAll(Long.toString(number).getBytes(StandardCharsets.US_ASCII));
    } else {
      digits(number, digitsOf(number));
    }
  }

  /** Whole numbers without a fraction; NaN and infinities, which JSON lacks, as null. */
  public void write(double number) {
    long whole = (long) number;
    if (whole == number && Math.abs(number) <= WHOLE_MAX) {
      write(whole);
    } else if (!Double.isFinite(number)) {
      writeAll(NULL);
    } else {
      writeFraction(number);
    }
  }

  private void writeFraction(double number) {
    double magnitude = Math.abs(number);
    for (int decimals = 1; decimals <= SCALES.length; decimals++) {
      double scale = SCALES[decimals - 1];
      double scaled = Math.rint(magnitude * scale);
      if (scaled < DIGITS_MAX && scaled / scale == magnitude) {
        writeDecimal(number < 0, (long) scaled, (long) scale, decimals);
        return;
      }
    }
    writeAll(Double.toString(number).getBytes(StandardCharsets.US_ASCII));
  }

  private void writeDecimal(boolean isNegative, long scaled, long scale, int decimals) {
    if (isNegative) {
      write('-');
    }
    write(scaled / scale);
    write('.');
    reserve(decimals);
    digits(scaled % scale, decimals);
  }

  private static int[] small(int count) {
    int[] small = new int[count];
    for (int number = 0; number < count; number++) {
      String text = Integer.toString(number);
      int digits = text.length() << COUNT_SHIFT;
      for (int i = 0; i < text.length(); i++) {
        digits |= text.charAt(i) << (Byte.SIZE * i);
      }
      small[number] = digits;
    }
    return small;
  }

  private static long[] powers() {
    long[] powers = new long[19];
    powers[0] = 1;
    for (int i = 1; i < powers.length; i++) {
      powers[i] = 10 * powers[i - 1];
    }
    return powers;
  }

  private void digits(long number, int count) {
    long rest = number;
    for (int at = size + count - 1; at >= size; at--) {
      long tens = rest / 10;
      bytes[at] = (byte) ('0' + (rest - tens * 10));
      rest = tens;
    }
    size += count;
  }

  /** Comparing is cheaper than dividing, and most numbers are short. */
  private static int digitsOf(long number) {
    int count = 1;
    while (count < POWERS.length && number >= POWERS[count]) {
      count++;
    }
    return count;
  }

  private void writeAll(byte[] some) {
    write(some, 0, some.length);
  }

  /** JSON that is written already. */
  public void write(byte[] json, int from, int count) {
    reserve(count);
    System.arraycopy(json, from, bytes, size, count);
    size += count;
  }

  private void reserve(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(size + more, Math.addExact(size, size / 2)));
    }
  }

  public int size() {
    return size;
  }

  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }
}
