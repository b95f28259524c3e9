package dev.tally.web;

import dev.tally.edl.people.People;
import dev.tally.edl.people.Team;
import dev.tally.edl.review.Discussion;
import dev.tally.edl.review.Proposal;
import dev.tally.edl.review.ProposalState;
import dev.tally.edl.review.Proposals;
import dev.tally.edl.review.ReviewLimits;
import dev.tally.edl.review.Round;
import dev.tally.edl.review.Standing;
import dev.tally.edl.review.Standing.TeamStanding;
import dev.tally.web.answer.ProposalAnswer;
import dev.tally.web.answer.ProposalAnswer.Summary;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lists of proposals: by state, by author, and what waits for somebody. */
record ProposalList(Proposals proposals, Discussion discussion, People people) {
  private static final int LIMIT_DEFAULT = 50;
  private static final int LIMIT_MAX = 200;

  ProposalAnswer.Page read(Context context) {
    int limit = Parameters.number(context, "limit", LIMIT_DEFAULT, 1, LIMIT_MAX);
    int before = Parameters.number(context, "before", Integer.MAX_VALUE, 1, Integer.MAX_VALUE);
    Optional<String> author = Optional.ofNullable(context.queryParam("author"));
    String waitingFor = context.queryParam("waitingFor");
    if (waitingFor != null) {
      return waiting(waitingFor, author, before, limit);
    }
    List<Proposal> found =
        proposals.list(state(context.queryParam("state")), author, before, limit);
    return page(found.stream().map(this::summary).toList(), limit);
  }

  private static ProposalAnswer.Page page(List<Summary> items, int limit) {
    return new ProposalAnswer.Page(items, items.size() < limit ? null : items.getLast().id());
  }

  private static Optional<ProposalState> state(@Nullable String text) {
    if (text == null) {
      return Optional.empty();
    }
    for (ProposalState state : ProposalState.values()) {
      if (state.name().equals(text.toUpperCase(Locale.ROOT))) {
        return Optional.of(state);
      }
    }
    throw Parameters.invalid("state is '" + text + "': use open, merged, published or withdrawn");
  }

  /** Open ones of others that lack an approval which this person could give. */
  private ProposalAnswer.Page waiting(
      String person, Optional<String> author, int before, int limit) {
    List<Team> teams =
        people.teams().stream().filter(team -> team.members().contains(person)).toList();
    List<Summary> items = new ArrayList<>();
    int from = before;
    List<Proposal> open;
    do {
      open = proposals.list(Optional.of(ProposalState.OPEN), author, from, ReviewLimits.PAGE_MAX);
      for (Proposal proposal : open) {
        from = proposal.id();
        if (items.size() < limit && waitsFor(person, teams, proposal)) {
          items.add(summary(proposal));
        }
      }
    } while (open.size() == ReviewLimits.PAGE_MAX && items.size() < limit);
    return page(items, limit);
  }

  private boolean waitsFor(String person, List<Team> teams, Proposal proposal) {
    return !proposal.author().equals(person)
        && discussion.standing(proposal.id()).approvals().stream()
            .filter(team -> !team.isEnough() && !team.by().contains(person))
            .map(TeamStanding::team)
            .anyMatch(name -> teams.stream().anyMatch(team -> team.name().equals(name)));
  }

  Summary summary(Proposal proposal) {
    Round last = proposals.round(proposal.id(), proposal.rounds());
    return Summary.of(proposal, last, lacks(proposal, last));
  }

  private List<String> lacks(Proposal proposal, Round last) {
    if (proposal.state() != ProposalState.OPEN) {
      return List.of();
    }
    Standing standing = discussion.standing(proposal.id());
    List<String> lacks = new ArrayList<>(last.report().stops());
    lacks.addAll(standing.lacks());
    return lacks;
  }
}
