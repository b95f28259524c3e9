package dev.tally.edl.people;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** The statements over tokens. */
final class TokenTables {
  private static final String COLUMNS =
      """
      SELECT hash, person, label, scopes, created_at, expires_at, revoked_at, last_used_at
      FROM tokens
      """;

  private TokenTables() {}

  static Optional<Token> find(Handle handle, String hash) {
    return handle
        .createQuery(COLUMNS + "WHERE hash = :hash")
        .bind("hash", hash)
        .map((row, context) -> token(row))
        .findOne();
  }

  static Optional<Token> withId(Handle handle, String id) {
    return handle
        .createQuery(COLUMNS + "WHERE substring(hash, 1, 12) = :id")
        .bind("id", id)
        .map((row, context) -> token(row))
        .findFirst();
  }

  static List<Token> list(Handle handle, String person) {
    return handle
        .createQuery(COLUMNS + "WHERE person = :person ORDER BY created_at, hash")
        .bind("person", person)
        .map((row, context) -> token(row))
        .list();
  }

  static void insert(Handle handle, Token token) {
    handle
        .createUpdate(
            """
            INSERT INTO tokens (hash, person, label, scopes, created_at, expires_at)
            VALUES (:hash, :person, :label, :scopes, :createdAt, :expiresAt)
            """)
        .bind("hash", token.hash())
        .bind("person", token.person())
        .bind("label", token.label())
        .bind("scopes", token.scopes().stream().map(Scope::name).collect(Collectors.joining(",")))
        .bind("createdAt", utc(token.createdAt()))
        .bind("expiresAt", utc(token.expiresAt()))
        .execute();
  }

  static int revoke(Handle handle, String hash, Instant now) {
    return handle
        .createUpdate("UPDATE tokens SET revoked_at = :now WHERE hash = :hash")
        .bind("now", utc(now))
        .bind("hash", hash)
        .execute();
  }

  static int setLastUsed(Handle handle, String hash, Instant now) {
    return handle
        .createUpdate("UPDATE tokens SET last_used_at = :now WHERE hash = :hash")
        .bind("now", utc(now))
        .bind("hash", hash)
        .execute();
  }

  private static Token token(ResultSet row) throws SQLException {
    return new Token(
        row.getString("hash"),
        row.getString("person"),
        row.getString("label"),
        Stream.of(row.getString("scopes").split(","))
            .map(Scope::valueOf)
            .collect(Collectors.toSet()),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getObject("expires_at", OffsetDateTime.class).toInstant(),
        instant(row, "revoked_at"),
        instant(row, "last_used_at"));
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
