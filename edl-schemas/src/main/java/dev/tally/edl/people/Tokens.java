package dev.tally.edl.people;

import dev.tally.edl.audit.Act;
import dev.tally.edl.audit.AuditAction;
import dev.tally.edl.audit.Turn;
import dev.tally.edl.audit.Turns;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** API tokens: made, shown, revoked. They are looked up by their hash. */
public final class Tokens {
  /** Longest time that a token is valid. */
  public static final Duration VALID_MAX = Duration.ofDays(366);

  /** Most tokens of one person that are valid. */
  public static final int TOKENS_PER_PERSON_MAX = 50;

  /** How exact {@link Token#lastUsedAt} is; not every use is worth a write. */
  static final Duration LAST_USED_PRECISION = Duration.ofMinutes(1);

  private final Turns turns;
  private final RandomGenerator random;

  /**
   * @param text what its person shows; it is kept nowhere
   */
  public record Issued(String text, Token token) {}

  /**
   * @param random secure
   */
  public Tokens(Turns turns, RandomGenerator random) {
    this.turns = turns;
    this.random = random;
  }

  /**
   * Makes a token.
   *
   * @param label what it is for
   * @throws TallyException NOT_FOUND when there is no such person, REQUEST_INVALID when it would be
   *     valid too long, or there are too many
   */
  public Issued issue(
      String person, String label, Set<Scope> scopes, Duration validFor, String actor) {
    if (!validFor.isPositive() || validFor.compareTo(VALID_MAX) > 0) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID,
          "a token is valid for at most %d days".formatted(VALID_MAX.toDays()));
    }
    String text = Token.generate(random);
    Token token =
        turns.take(
            turn -> {
              PeopleTables.requirePerson(turn.handle(), person);
              checkCount(turn, person);
              Token issued =
                  new Token(
                      Token.hash(text),
                      person,
                      label,
                      scopes,
                      turn.now(),
                      turn.now().plus(validFor),
                      Optional.empty(),
                      Optional.empty());
              TokenTables.insert(turn.handle(), issued);
              turn.record(
                  Act.by(actor, AuditAction.ISSUE_TOKEN)
                      .to(issued.id())
                      .with("person", person)
                      .with("label", label)
                      .with("scopes", issued.scopes().stream().map(Scope::name).toList())
                      .with("expires", issued.expiresAt().toString()));
              return issued;
            });
    return new Issued(text, token);
  }

  private static void checkCount(Turn turn, String person) {
    long valid =
        TokenTables.list(turn.handle(), person).stream()
            .filter(token -> token.isValidAt(turn.now()))
            .count();
    if (valid >= TOKENS_PER_PERSON_MAX) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID,
          "%s has %d valid tokens, the most there may be; revoke one"
              .formatted(person, TOKENS_PER_PERSON_MAX));
    }
  }

  /**
   * Whose token it is.
   *
   * @throws TallyException UNAUTHORIZED when it is not known, revoked or expired;
   *     METADATA_UNAVAILABLE when the database does not answer
   */
  public Token authenticate(String text) {
    Instant now = turns.now();
    Token token =
        turns
            .read(handle -> TokenTables.find(handle, Token.hash(text)))
            .filter(t -> t.isValidAt(now))
            .orElseThrow(
                () ->
                    new TallyException(
                        ErrorCode.UNAUTHORIZED,
                        "the token is unknown, revoked or expired; ask for a new one"));
    boolean isFresh =
        token.lastUsedAt().filter(t -> now.isBefore(t.plus(LAST_USED_PRECISION))).isPresent();
    if (!isFresh) {
      turns.read(handle -> TokenTables.setLastUsed(handle, token.hash(), now));
    }
    return token;
  }

  /**
   * Ends the validity of a token. One that is revoked stays so.
   *
   * @param id as of {@link Token#id}
   * @throws TallyException NOT_FOUND when there is no such token
   */
  public Token revoke(String id, String actor) {
    return turns.take(
        turn -> {
          Token token =
              TokenTables.withId(turn.handle(), id)
                  .orElseThrow(
                      () -> new TallyException(ErrorCode.NOT_FOUND, "no token has the id " + id));
          if (token.revokedAt().isPresent()) {
            return token;
          }
          TokenTables.revoke(turn.handle(), token.hash(), turn.now());
          turn.record(
              Act.by(actor, AuditAction.REVOKE_TOKEN).to(id).with("person", token.person()));
          return TokenTables.find(turn.handle(), token.hash()).orElseThrow();
        });
  }

  /** Of one person, oldest first; those that are not valid any more included. */
  public List<Token> of(String person) {
    return turns.read(handle -> TokenTables.list(handle, person));
  }
}
