package dev.tally.aggregator.carbon;

import io.micrometer.core.instrument.Counter;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Pickles, each behind its length in four bytes: lists of {@code (path, (time, value))}. */
final class PickleConversation implements Conversation {
  private final Semaphore turns = new Semaphore(CarbonLimits.PICKLES_AT_ONCE_MAX, true);
  private final Intake intake;
  private final CarbonMeters meters;
  private final Counter taken;

  PickleConversation(Intake intake, CarbonMeters meters) {
    this.intake = intake;
    this.meters = meters;
    this.taken = meters.taken("pickle");
  }

  @Override
  public void run(String client, Socket socket) throws IOException, InterruptedException {
    byte[] length = new byte[Integer.BYTES];
    try {
      while (begins(socket, length)) {
        pickle(client, socket, ByteBuffer.wrap(length).getInt());
      }
    } catch (EOFException e) {
      meters.refused(Refusal.UNFINISHED, client, "", "a pickle without an end");
    } catch (SocketTimeoutException e) {
      meters.refused(
          Refusal.PICKLE_TOO_SLOW,
          client,
          "",
          "a pickle that takes more than %d ms to come".formatted(CarbonLimits.PICKLE_READ_MS_MAX));
    } catch (RefusedException e) {
      meters.refused(e.refusal(), client, "", e.what());
    }
  }

  /** Waits for a pickle, and reads its length. */
  private static boolean begins(Socket socket, byte[] length) throws IOException {
    socket.setSoTimeout(0);
    int first = socket.getInputStream().read(length, 0, 1);
    if (first < 0) {
      return false;
    }
    read(socket, length, 1);
    return true;
  }

  private void pickle(String client, Socket socket, int length)
      throws IOException, InterruptedException, RefusedException {
    if (length < 0 || length > CarbonLimits.PICKLE_BYTES_MAX) {
      // What follows may be anything, so this is the end of it.
      throw new RefusedException(
          Refusal.PICKLE_TOO_LARGE,
          "a pickle of %d bytes, of at most %d; is this the port of pickles?"
              .formatted(Integer.toUnsignedLong(length), CarbonLimits.PICKLE_BYTES_MAX));
    }
    turns.acquire();
    try {
      byte[] pickle = new byte[length];
      read(socket, pickle, 0);
      intake.take(client, points(client, pickle), taken);
    } finally {
      turns.release();
    }
  }

  private List<SentPoint> points(String client, byte[] pickle) {
    try {
      return PickledPoints.of(
          Unpickler.load(pickle),
          e -> meters.refused(e.refusal(), client, "in a pickle", e.what()));
    } catch (RefusedException e) {
      meters.refused(e.refusal(), client, "", e.what());
      return List.of();
    }
  }

  /** All of it in time, however it comes. */
  private static void read(Socket socket, byte[] bytes, int from) throws IOException {
    InputStream in = socket.getInputStream();
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CarbonLimits.PICKLE_READ_MS_MAX);
    for (int at = from; at < bytes.length; ) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        throw new SocketTimeoutException();
      }
      socket.setSoTimeout(Math.toIntExact(left));
      int count = in.read(bytes, at, bytes.length - at);
      if (count < 0) {
        throw new EOFException();
      }
      at += count;
    }
  }
}
