package dev.tally.storage.migration;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One versioned piece of SQL. Its statements are separated by a line that holds only a semicolon,
 * and each can be run again after it has run: {@code CREATE … IF NOT EXISTS}, {@code ADD COLUMN IF
 * NOT EXISTS}, {@code DROP … IF EXISTS}. So a migration that was cut off is simply run from its
 * start.
 *
 * @param version 1, 2, 3 …
 * @param checksum of the text: SHA-256, hexadecimal
 */
record Migration(int version, String name, String checksum, List<String> statements) {
  private static final Pattern SEPARATOR = Pattern.compile("(?m)^;[ \\t]*$");

  Migration {
    statements = List.copyOf(statements);
  }

  static Migration parse(int version, String name, String text) {
    String normal = text.replace("\r\n", "\n").strip();
    List<String> statements =
        Arrays.stream(SEPARATOR.split(normal))
            .map(String::strip)
            .filter(statement -> !statement.isEmpty())
            .toList();
    return new Migration(version, name, sha256(normal), statements);
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
