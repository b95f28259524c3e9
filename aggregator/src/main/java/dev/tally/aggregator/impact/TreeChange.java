package dev.tally.aggregator.impact;

import static java.util.Objects.requireNonNull;

import dev.tally.edl.registry.Tree;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A change of files.
 *
 * @param base what it was made on
 * @param proposed what it makes of that
 */
public record TreeChange(Tree base, Tree proposed) {
  public TreeChange {
    requireNonNull(base);
    requireNonNull(proposed);
  }

  /** Another one of other changes. */
  String key() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      add(digest, base);
      add(digest, proposed);
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void add(MessageDigest digest, Tree tree) {
    tree.texts()
        .forEach(
            (path, text) -> {
              add(digest, path);
              add(digest, text);
            });
    digest.update((byte) 0xFF); // in no UTF-8
  }

  private static void add(MessageDigest digest, String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0xFE);
  }
}
