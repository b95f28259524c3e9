package dev.tally.web.answer;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tally.edl.people.Person;
import dev.tally.edl.people.Scope;
import dev.tally.edl.people.Team;
import dev.tally.edl.people.Token;
import dev.tally.edl.people.Tokens;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * People by name.
 *
 * @param next {@code after} of the next page; absent on the last one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PeopleAnswer(List<Item> items, @Nullable String next) {
  /**
   * @param mail whether notices are wanted by mail
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Item(String name, @Nullable String email, boolean mail) {}

  public record TeamItem(String name, Set<String> members) {}

  public record TeamList(List<TeamItem> items, int total) {}

  /**
   * @param id by which it is revoked
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record TokenItem(
      String id,
      String person,
      String label,
      Set<Scope> scopes,
      Instant createdAt,
      Instant expiresAt,
      @Nullable Instant revokedAt,
      @Nullable Instant lastUsedAt) {}

  public record TokenList(List<TokenItem> items, int total) {}

  /**
   * @param secret shown this once
   */
  public record NewToken(String secret, TokenItem token) {}

  public static PeopleAnswer of(List<Person> people, int limit) {
    return new PeopleAnswer(
        people.stream().map(PeopleAnswer::of).toList(),
        people.size() < limit ? null : people.getLast().name());
  }

  public static Item of(Person person) {
    return new Item(person.name(), person.email().orElse(null), person.mail());
  }

  public static TeamItem of(Team team) {
    return new TeamItem(team.name(), team.members());
  }

  public static TeamList teams(List<Team> teams) {
    return new TeamList(teams.stream().map(PeopleAnswer::of).toList(), teams.size());
  }

  public static TokenItem of(Token token) {
    return new TokenItem(
        token.id(),
        token.person(),
        token.label(),
        token.scopes(),
        token.createdAt(),
        token.expiresAt(),
        token.revokedAt().orElse(null),
        token.lastUsedAt().orElse(null));
  }

  public static TokenList tokens(List<Token> tokens) {
    return new TokenList(tokens.stream().map(PeopleAnswer::of).toList(), tokens.size());
  }

  public static NewToken of(Tokens.Issued issued) {
    return new NewToken(issued.text(), of(issued.token()));
  }
}
