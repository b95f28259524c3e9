package dev.tally.collector.http;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A body as it arrives, as long as it does: whoever sends a byte now and then would hold one of the
 * places that others need. Only the time spent waiting for bytes counts.
 */
final class SteadyInput extends FilterInputStream {
  private static final double NANOS_PER_SECOND = 1e9;

  private long count;
  private long waitedNanos;

  SteadyInput(InputStream in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    long begin = System.nanoTime();
    int value = super.read();
    arrived(value < 0 ? 0 : 1, begin);
    return value;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    long begin = System.nanoTime();
    int read = super.read(into, offset, length);
    arrived(Math.max(read, 0), begin);
    return read;
  }

  private void arrived(int read, long beginNanos) {
    count += read;
    waitedNanos += System.nanoTime() - beginNanos;
    boolean isSlow = count < waitedNanos / NANOS_PER_SECOND * HttpLimits.BODY_BYTES_PER_SECOND_MIN;
    if (isSlow && waitedNanos > HttpLimits.BODY_PATIENCE.toNanos()) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID,
          "the body arrives too slowly: %d bytes in %d s, at least %d a second are needed"
              .formatted(
                  count,
                  (long) (waitedNanos / NANOS_PER_SECOND),
                  HttpLimits.BODY_BYTES_PER_SECOND_MIN));
    }
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
