package dev.tally.edl.people;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * An API token as it is kept.
 *
 * @param hash SHA-256 of the token, 64 hex digits
 * @param person whose it is
 * @param label what it is for
 * @param lastUsedAt to the minute
 */
public record Token(
    String hash,
    String person,
    String label,
    Set<Scope> scopes,
    Instant createdAt,
    Instant expiresAt,
    Optional<Instant> revokedAt,
    Optional<Instant> lastUsedAt) {
  private static final String PREFIX = "tally_api_";
  private static final int TOKEN_BYTES = 24;
  private static final int ID_DIGITS = 12;

  public Token {
    requireNonNull(hash);
    requireNonNull(person);
    requireNonNull(createdAt);
    requireNonNull(expiresAt);
    requireNonNull(revokedAt);
    requireNonNull(lastUsedAt);
    Person.checkName("a token", label);
    if (scopes.isEmpty()) {
      throw new TallyException(ErrorCode.REQUEST_INVALID, "a token has at least one scope");
    }
    scopes = Collections.unmodifiableSet(EnumSet.copyOf(scopes));
  }

  /** A new token, to be shown once; 192 random bits need no salt and no slow hash. */
  static String generate(RandomGenerator random) {
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    return PREFIX + HexFormat.of().formatHex(bytes);
  }

  static String hash(String token) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /** By which it is revoked. */
  public String id() {
    return hash.substring(0, ID_DIGITS);
  }

  public boolean isValidAt(Instant time) {
    return revokedAt.isEmpty() && time.isBefore(expiresAt);
  }

  /**
   * @throws TallyException FORBIDDEN when the token does not allow it
   */
  public void require(Scope scope) {
    if (!scopes.contains(scope) && !scopes.contains(Scope.ADMIN)) {
      throw new TallyException(
          ErrorCode.FORBIDDEN,
          "the token '%s' of %s lacks the scope '%s'"
              .formatted(label, person, scope.name().toLowerCase(Locale.ROOT)));
    }
  }
}
