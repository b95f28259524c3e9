package dev.tally.collector.http;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.IntConsumer;

/** A stream that ends with a clear failure when more comes out of it than may, or too slowly. */
final class BoundedInput extends FilterInputStream {
  private final long bytesMax;
  private final String tooLarge;
  private final long deadlineNanos;
  private final IntConsumer counted;
  private long count;

  /**
   * @param tooLarge what to answer
   * @param deadlineNanos by {@link System#nanoTime}
   * @param counted told of the bytes that were read
   */
  BoundedInput(
      InputStream in, long bytesMax, String tooLarge, long deadlineNanos, IntConsumer counted) {
    super(in);
    this.bytesMax = bytesMax;
    this.tooLarge = tooLarge;
    this.deadlineNanos = deadlineNanos;
    this.counted = counted;
  }

  @Override
  public int read() throws IOException {
    int value = super.read();
    count(value < 0 ? 0 : 1);
    return value;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int read = super.read(into, offset, length);
    count(Math.max(read, 0));
    return read;
  }

  private void count(int read) {
    count += read;
    if (count > bytesMax) {
      throw new TallyException(
          ErrorCode.REQUEST_TOO_LARGE, tooLarge + "; at most " + bytesMax + " bytes: send less");
    }
    if (System.nanoTime() - deadlineNanos > 0) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID,
          "the body did not arrive within " + HttpLimits.BODY_TIME_MAX.toSeconds() + " s");
    }
    counted.accept(read);
  }

  @Override
  public long skip(long n) throws IOException {
    byte[] passed = new byte[(int) Math.min(n, 4_096)];
    return Math.max(0, read(passed, 0, passed.length));
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
