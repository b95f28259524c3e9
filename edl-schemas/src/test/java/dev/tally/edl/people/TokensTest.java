package dev.tally.edl.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.edl.audit.SetClock;
import dev.tally.edl.audit.Turns;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.metadata.Databases;
import dev.tally.metadata.MetadataDatabase;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** People, teams and tokens, on every database. */
abstract class TokensTest {
  private static final Duration DAY = Duration.ofDays(1);

  private final SetClock clock = new SetClock(Instant.parse("2026-11-21T12:34:56.789Z"));
  private final MetadataDatabase database;
  private People people;
  private Tokens tokens;

  TokensTest(Databases databases) {
    database = MetadataDatabase.open(databases.next());
  }

  @BeforeEach
  void open() {
    Turns turns = new Turns(database, clock);
    people = new People(turns);
    tokens = new Tokens(turns, new SecureRandom());
    people.put(new Person("ann", Optional.empty()), "admin");
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static void assertCode(ThrowingCallable call, ErrorCode code, String words) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(TallyException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(words);
  }

  @Test
  void aTokenAllowsItsScopesUntilItExpires() {
    Tokens.Issued issued =
        tokens.issue("ann", "ci", Set.of(Scope.READ, Scope.PROPOSE), DAY, "admin");
    Token token = tokens.authenticate(issued.text());
    assertThat(token.person()).isEqualTo("ann");
    token.require(Scope.READ);
    token.require(Scope.PROPOSE);
    for (Scope scope : EnumSet.of(Scope.REVIEW, Scope.PUBLISH, Scope.ADMIN)) {
      assertCode(() -> token.require(scope), ErrorCode.FORBIDDEN, "lacks the scope");
    }
    clock.advance(DAY.minusMillis(1));
    tokens.authenticate(issued.text());
    clock.advance(Duration.ofMillis(1));
    assertCode(() -> tokens.authenticate(issued.text()), ErrorCode.UNAUTHORIZED, "expired");
  }

  @Test
  void anAdministratorMayDoAll() {
    Token token =
        tokens.authenticate(tokens.issue("ann", "all", Set.of(Scope.ADMIN), DAY, "admin").text());
    for (Scope scope : Scope.values()) {
      token.require(scope);
    }
  }

  @Test
  void aRevokedTokenIsWorthNothing() {
    Tokens.Issued one = tokens.issue("ann", "one", Set.of(Scope.READ), DAY, "admin");
    Tokens.Issued two = tokens.issue("ann", "two", Set.of(Scope.READ), DAY, "admin");
    tokens.revoke(one.token().id(), "admin");
    assertThat(tokens.revoke(one.token().id(), "admin").revokedAt()).contains(clock.instant());
    assertCode(() -> tokens.authenticate(one.text()), ErrorCode.UNAUTHORIZED, "revoked");
    tokens.authenticate(two.text());
    assertCode(() -> tokens.revoke("0123456789ab", "admin"), ErrorCode.NOT_FOUND, "no token");
  }

  @Test
  void theTokenItselfIsKeptNowhere() {
    Tokens.Issued issued = tokens.issue("ann", "ci", Set.of(Scope.READ), DAY, "admin");
    assertCode(() -> tokens.authenticate(issued.token().hash()), ErrorCode.UNAUTHORIZED, "unknown");
    for (String table : List.of("tokens", "audit", "notices")) {
      List<String> rows =
          database.<List<String>, RuntimeException>withHandle(
              handle ->
                  handle
                      .createQuery("SELECT * FROM <table>")
                      .define("table", table)
                      .mapToMap()
                      .map(row -> row.values().toString())
                      .list());
      assertThat(rows).noneMatch(row -> row.contains(issued.text()));
    }
  }

  @Test
  void theLastUseIsKeptToTheMinute() {
    Tokens.Issued issued = tokens.issue("ann", "ci", Set.of(Scope.READ), DAY, "admin");
    assertThat(tokens.of("ann").getFirst().lastUsedAt()).isEmpty();
    Instant first = clock.instant();
    tokens.authenticate(issued.text());
    clock.advance(Duration.ofSeconds(59));
    tokens.authenticate(issued.text());
    assertThat(tokens.of("ann").getFirst().lastUsedAt()).contains(first);
    clock.advance(Duration.ofSeconds(1));
    tokens.authenticate(issued.text());
    assertThat(tokens.of("ann").getFirst().lastUsedAt()).contains(clock.instant());
  }

  @Test
  void tokensHaveLimits() {
    Set<Scope> read = Set.of(Scope.READ);
    tokens.issue("ann", "longest", read, Tokens.VALID_MAX, "admin");
    for (Duration wrong : List.of(Duration.ZERO, Tokens.VALID_MAX.plusMillis(1))) {
      assertCode(
          () -> tokens.issue("ann", "x", read, wrong, "admin"),
          ErrorCode.REQUEST_INVALID,
          "at most 366 days");
    }
    assertCode(
        () -> tokens.issue("ann", "x", Set.of(), DAY, "admin"),
        ErrorCode.REQUEST_INVALID,
        "at least one scope");
    assertCode(
        () -> tokens.issue("bob", "x", read, DAY, "admin"), ErrorCode.NOT_FOUND, "no person bob");
    for (int i = 1; i < Tokens.TOKENS_PER_PERSON_MAX; i++) {
      tokens.issue("ann", "x", read, DAY, "admin");
    }
    assertCode(
        () -> tokens.issue("ann", "x", read, DAY, "admin"),
        ErrorCode.REQUEST_INVALID,
        "50 valid tokens");
    clock.advance(DAY);
    tokens.issue("ann", "x", read, DAY, "admin");
  }

  @Test
  void peopleAndTeams() {
    people.put(new Person("bob", Optional.of("bob@example.org")), "admin");
    people.put(new Person("bob", Optional.of("b@example.org")), "admin");
    assertThat(people.list("", 10)).extracting(Person::name).containsExactly("ann", "bob");
    assertThat(people.list("ann", 10))
        .containsExactly(new Person("bob", Optional.of("b@example.org")));
    people.addTeam("growth", "admin");
    people.addMember("growth", "bob", "admin");
    assertThat(people.addMember("growth", "bob", "admin").members()).containsExactly("bob");
    assertThat(people.addTeam("growth", "admin").members()).containsExactly("bob");
    assertThat(people.removeMember("growth", "bob", "admin").members()).isEmpty();
    assertCode(
        () -> people.addMember("growth", "cid", "admin"), ErrorCode.NOT_FOUND, "no person cid");
    assertCode(() -> people.addMember("ops", "ann", "admin"), ErrorCode.NOT_FOUND, "no team ops");
    assertThat(new Person("n".repeat(64), Optional.empty()).name()).hasSize(64);
    for (String name : List.of("", "n".repeat(65), "a b", "a\n")) {
      assertCode(() -> new Person(name, Optional.empty()), ErrorCode.REQUEST_INVALID, "not so");
    }
    for (String email : List.of("", "bob", "bob@", "a b@c", "a@b\nBcc: c@d")) {
      assertCode(
          () -> new Person("bob", Optional.of(email)),
          ErrorCode.REQUEST_INVALID,
          "no e-mail address");
    }
    for (String email : List.of("bj\u00f6rn@example.org", "a..b@example.org")) {
      Person kept = new Person("bob", Optional.of(email));
      assertCode(() -> people.put(kept, "admin"), ErrorCode.REQUEST_INVALID, "in ASCII");
    }
    assertThat(people.list("ann", 10)).hasSize(1);
  }

  /** Of a time when such addresses were allowed. */
  @Test
  void anAddressThatWasKeptStays() {
    people.put(new Person("bob", Optional.of("bob@example.org")), "admin");
    database.withHandle(
        handle ->
            handle.execute(
                "UPDATE people SET email = 'bj\u00f6rn@example.org' WHERE name = 'bob'"));
    assertThat(people.wantMail("bob", false, "bob").email()).contains("bj\u00f6rn@example.org");
    Person kept = people.find("bob").orElseThrow();
    assertThat(kept.email()).contains("bj\u00f6rn@example.org");
    assertThat(people.put(kept, "admin")).isEqualTo(kept);
    assertThat(people.list("ann", 10)).hasSize(1);
  }
}
