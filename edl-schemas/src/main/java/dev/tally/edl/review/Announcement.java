package dev.tally.edl.review;

import dev.tally.edl.audit.Turn;
import dev.tally.edl.notice.NoticeKind;
import dev.tally.edl.notice.Outbox;
import dev.tally.edl.people.People;
import dev.tally.edl.people.Team;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Tells those whom a proposal concerns: its author, its owners, and who takes part already. */
final class Announcement {
  private Announcement() {}

  /**
   * @param actor who did it, and is not told
   * @param more what the kind has besides
   */
  static void add(Turn turn, NoticeKind kind, int proposalId, String actor, Map<String, ?> more) {
    Proposal proposal = ProposalTables.require(turn.handle(), proposalId);
    Map<String, Object> body = new TreeMap<>(more);
    body.put(
        "proposal",
        Map.of(
            "id", proposal.id(),
            "title", proposal.title(),
            "author", proposal.author(),
            "state", proposal.state().name(),
            "round", proposal.rounds()));
    body.put("actor", actor);
    Outbox.add(turn, kind, recipients(turn, proposal, actor), body);
  }

  private static Set<String> recipients(Turn turn, Proposal proposal, String actor) {
    Set<String> recipients = new HashSet<>();
    recipients.add(proposal.author());
    ReviewTables.list(turn.handle(), proposal.id())
        .forEach(review -> recipients.add(review.reviewer()));
    recipients.addAll(CommentTables.authors(turn.handle(), proposal.id()));
    CheckReport report =
        RoundTables.require(turn.handle(), proposal.id(), proposal.rounds()).report();
    for (Team team : People.teams(turn.handle())) {
      boolean concerned =
          report.owners().stream().anyMatch(owner -> owner.team().equals(team.name()))
              || (report.needsPrivacy() && team.name().equals(Team.PRIVACY));
      if (concerned) {
        recipients.addAll(team.members());
      }
    }
    recipients.remove(actor);
    return recipients;
  }
}
