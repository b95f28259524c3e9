package dev.tally.edl.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tally.edl.model.EventType;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Names the content of an event type: the first 8 bytes, big-endian, of the SHA-256 of its {@link
 * EventTypeJson}. The same on every machine, so that a producer can name a revision without asking.
 */
public final class Fingerprint {
  private Fingerprint() {}

  public static long of(EventType eventType) {
    return ofJson(EventTypeJson.write(eventType));
  }

  static long ofJson(String canonicalJson) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(canonicalJson.getBytes(UTF_8));
      return ByteBuffer.wrap(hash).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
