package dev.tally.collector.http;

import static java.util.Objects.requireNonNull;

import dev.tally.collector.admission.Caller;
import dev.tally.collector.admission.Quota;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * A write key as it is kept.
 *
 * @param hash SHA-256 of the key, 64 hex digits
 * @param name of its sender; an event's id belongs to this name, whatever the key
 * @param quota its own; the installation's when absent
 */
public record WriteKey(
    String hash,
    String name,
    Instant createdAt,
    Optional<Instant> revokedAt,
    Optional<Quota> quota) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final String PREFIX = "tally_";
  private static final int KEY_BYTES = 24;
  private static final int ID_DIGITS = 12;

  public WriteKey {
    requireNonNull(createdAt);
    requireNonNull(revokedAt);
    requireNonNull(quota);
    if (!NAME.matcher(name).matches()) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID,
          "a key's name has 1 to 64 letters, digits, '-', '_' and '.'; not so: " + name);
    }
    if (!HASH.matcher(hash).matches()) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID, "a key's hash is SHA-256 in 64 small hex digits");
    }
  }

  /** A new key, to be shown once; 192 random bits need no salt and no slow hash. */
  public static String generate(RandomGenerator random) {
    byte[] bytes = new byte[KEY_BYTES];
    random.nextBytes(bytes);
    return PREFIX + HexFormat.of().formatHex(bytes);
  }

  public static String hash(String key) {
    return HexFormat.of().formatHex(EventId.sha256().digest(key.getBytes(StandardCharsets.UTF_8)));
  }

  /** By which it is revoked. */
  public String id() {
    return hash.substring(0, ID_DIGITS);
  }

  Caller caller() {
    return new Caller(id(), name, quota);
  }

  public boolean isValid() {
    return revokedAt.isEmpty();
  }
}
