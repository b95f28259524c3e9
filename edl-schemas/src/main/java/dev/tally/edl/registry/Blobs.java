package dev.tally.edl.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tally.edl.audit.Turn;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Texts by their content. */
public final class Blobs {
  private Blobs() {}

  /** SHA-256 of the UTF-8, 64 hex digits. */
  public static String hash(String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /**
   * Keeps a text.
   *
   * @return its {@link #hash}
   */
  public static String keep(Turn turn, String text) {
    String hash = hash(text);
    turn.handle()
        .createUpdate(
            """
            INSERT INTO blobs (hash, content)
            SELECT :hash, :content
            WHERE NOT EXISTS (SELECT 1 FROM blobs WHERE hash = :hash)
            """)
        .bind("hash", hash)
        .bind("content", text)
        .execute();
    return hash;
  }
}
