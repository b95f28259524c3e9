package dev.tally.edl.review;

import dev.tally.edl.people.Team;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which approvals a proposal has, and which it lacks. Only what was said of the content of its last
 * round counts, and of each reviewer only the last decision. One approval counts for each team that
 * the reviewer is in.
 *
 * @param approvals needed, with those who gave them; {@code privacy} is one of the teams
 * @param requestedChanges who asked for changes
 */
public record Standing(List<TeamStanding> approvals, Set<String> requestedChanges) {
  /**
   * @param needed members that must approve
   * @param by members that did
   */
  public record TeamStanding(String team, int needed, Set<String> by) {
    public TeamStanding {
      by = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(by));
    }

    public boolean isEnough() {
      return by.size() >= needed;
    }
  }

  public Standing {
    approvals = List.copyOf(approvals);
    requestedChanges = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(requestedChanges));
  }

  /**
   * @param reviews of the content, in their order
   * @param author whose own approval does not count
   */
  static Standing of(CheckReport report, List<Review> reviews, List<Team> teams, String author) {
    Map<String, Decision> decisions = new LinkedHashMap<>();
    for (Review review : reviews) {
      if (review.decision() != Decision.COMMENT && !review.reviewer().equals(author)) {
        decisions.put(review.reviewer(), review.decision());
      }
    }
    Map<String, Integer> needed = new LinkedHashMap<>();
    report.owners().forEach(owner -> needed.merge(owner.team(), owner.approvals(), Math::max));
    if (report.needsPrivacy()) {
      needed.merge(Team.PRIVACY, 1, Math::max);
    }
    List<TeamStanding> standings = new ArrayList<>();
    needed.forEach(
        (team, count) ->
            standings.add(
                new TeamStanding(team, count, approvers(members(teams, team), decisions))));
    return new Standing(standings, saying(decisions, Decision.REQUEST_CHANGES));
  }

  private static Set<String> members(List<Team> teams, String name) {
    return teams.stream()
        .filter(team -> team.name().equals(name))
        .findFirst()
        .map(Team::members)
        .orElse(Set.of());
  }

  private static Set<String> approvers(Set<String> members, Map<String, Decision> decisions) {
    Set<String> approvers = saying(decisions, Decision.APPROVE);
    approvers.retainAll(members);
    return approvers;
  }

  private static Set<String> saying(Map<String, Decision> decisions, Decision decision) {
    Set<String> people = new TreeSet<>();
    decisions.forEach(
        (person, said) -> {
          if (said == decision) {
            people.add(person);
          }
        });
    return people;
  }

  public boolean isReady() {
    return lacks().isEmpty();
  }

  /** What is missing, one line each. */
  public List<String> lacks() {
    List<String> lacks = new ArrayList<>();
    for (TeamStanding standing : approvals) {
      if (!standing.isEnough()) {
        lacks.add(
            "%d of %d approvals of the team %s"
                .formatted(standing.by().size(), standing.needed(), standing.team()));
      }
    }
    requestedChanges.forEach(person -> lacks.add(person + " asked for changes"));
    return lacks;
  }
}
