package dev.tally.collector.http;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Makes 128 bits of an event's id: the first of the SHA-256 of who sent it, what it is and the id.
 * So two senders, or two event types, may use the same ids. One thread.
 */
final class EventId {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final MessageDigest digest = sha256();
  private final byte[] sender;
  private byte[] hash = new byte[0];

  /**
   * @param sender name of the write key; empty without
   */
  EventId(String sender) {
    this.sender = sender.getBytes(StandardCharsets.UTF_8);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  void of(String eventType, String id) {
    digest.update(sender);
    digest.update((byte) 0);
    digest.update(eventType.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
    hash = digest.digest(id.getBytes(StandardCharsets.UTF_8));
  }

  long high() {
    return (long) LONG.get(hash, 0);
  }

  /** Never 0: 0 and 0 stand for no id. */
  long low() {
    long low = (long) LONG.get(hash, Long.BYTES);
    return low == 0 ? 1 : low;
  }
}
