package dev.tally.web.answer;

import dev.tally.edl.people.Scope;
import dev.tally.edl.people.Team;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, and what he may.
 *
 * @param person absent where the request does not say
 */
public record SessionAnswer(
    Access access, @Nullable String person, Set<Scope> scopes, List<String> teams) {
  /** How an installation knows its callers. */
  public enum Access {
    /** They say who they are. */
    TRUSTED,
    TOKENS
  }

  public static SessionAnswer nobody(Access access, Set<Scope> scopes) {
    return new SessionAnswer(access, null, scopes, List.of());
  }

  /**
   * @param teams all there are
   */
  public static SessionAnswer of(
      Access access, String person, Set<Scope> scopes, List<Team> teams) {
    return new SessionAnswer(
        access,
        person,
        scopes,
        teams.stream().filter(team -> team.members().contains(person)).map(Team::name).toList());
  }
}
