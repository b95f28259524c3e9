package dev.tally.web.answer;

import dev.tally.edl.people.People;
import dev.tally.edl.people.Person;
import dev.tally.edl.people.Scope;
import dev.tally.edl.people.Team;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, and what he may.
 *
 * @param person absent where the request does not say
 * @param email where the person's notices go; absent where no address is known
 * @param mail whether they are wanted there
 */
public record SessionAnswer(
    Access access,
    @Nullable String person,
    Set<Scope> scopes,
    List<String> teams,
    @Nullable String email,
    boolean mail) {
  /** How an installation knows its callers. */
  public enum Access {
    /** They say who they are. */
    TRUSTED,
    TOKENS
  }

  public static SessionAnswer nobody(Access access, Set<Scope> scopes) {
    return new SessionAnswer(access, null, scopes, List.of(), null, false);
  }

  public static SessionAnswer of(Access access, String name, Set<Scope> scopes, People people) {
    Optional<Person> person = people.find(name);
    return new SessionAnswer(
        access,
        name,
        scopes,
        people.teams().stream()
            .filter(team -> team.members().contains(name))
            .map(Team::name)
            .toList(),
        person.flatMap(Person::email).orElse(null),
        person.map(Person::mail).orElse(true));
  }
}
