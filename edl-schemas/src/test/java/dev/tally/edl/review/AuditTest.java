package dev.tally.edl.review;

import static dev.tally.edl.review.Office.event;
import static dev.tally.edl.review.Office.file;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.edl.audit.AuditAction;
import dev.tally.edl.audit.AuditEntry;
import dev.tally.edl.people.People;
import dev.tally.edl.people.Person;
import dev.tally.edl.people.Scope;
import dev.tally.edl.people.Tokens;
import dev.tally.edl.registry.PublishOrder;
import dev.tally.edl.registry.Registry;
import dev.tally.edl.registry.Stage;
import dev.tally.edl.registry.Tree;
import dev.tally.metadata.Databases;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Each change leaves exactly one entry, and there is no way to change something that is not here.
 */
class AuditTest {
  /** What only reads, or is no change of what people decide. */
  private static final Set<String> READERS =
      Set.of(
          "Registry.latest",
          "Registry.deprecations",
          "Registry.source",
          "Registry.tree",
          "Registry.sourceTree",
          "People.find",
          "People.require",
          "People.list",
          "People.teams",
          "Tokens.authenticate",
          "Tokens.of",
          "Proposals.find",
          "Proposals.list",
          "Proposals.rounds",
          "Proposals.round",
          "Proposals.drafts",
          "Proposals.tree",
          "Proposals.changes",
          "Discussion.reviews",
          "Discussion.standing",
          "Discussion.comments");

  private final Office office = new Office(Databases.h2().next());
  private final Set<String> called = new HashSet<>();

  private void once(AuditAction action, String method, Runnable change) {
    List<AuditEntry> before = office.audit.after(0, 500);
    change.run();
    List<AuditEntry> after = office.audit.after(0, 500);
    assertThat(after.subList(0, before.size())).isEqualTo(before);
    assertThat(after.subList(before.size(), after.size()))
        .as(method)
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.action()).isEqualTo(action);
              assertThat(entry.at()).isEqualTo(Office.NOW);
              assertThat(entry.id()).isEqualTo(before.size() + 1L);
            });
    called.add(method);
  }

  /** A repeat is no change. */
  private void onceOnly(AuditAction action, String method, Runnable change) {
    once(action, method, change);
    int entries = office.audit.after(0, 500).size();
    change.run();
    assertThat(office.audit.after(0, 500)).as(method).hasSize(entries);
  }

  @Test
  void everyChangeIsWrittenDownOnce() {
    try (office) {
      Person ann = new Person("ann", Optional.empty());
      onceOnly(AuditAction.ADD_PERSON, "People.put", () -> office.people.put(ann, "admin"));
      onceOnly(
          AuditAction.CHANGE_PERSON,
          "People.put",
          () -> office.people.put(new Person("ann", Optional.of("a@b.c")), "admin"));
      onceOnly(
          AuditAction.CHANGE_PERSON,
          "People.wantMail",
          () -> office.people.wantMail("ann", false, "ann"));
      office.people.wantMail("ann", true, "ann");
      office.turns.read(handle -> handle.execute("UPDATE people SET mail_key = 'from a mail'"));
      onceOnly(
          AuditAction.CHANGE_PERSON,
          "People.unsubscribe",
          () -> office.people.unsubscribe("ann", "from a mail"));
      office.people.put(new Person("bob", Optional.empty()), "admin");
      onceOnly(
          AuditAction.ADD_TEAM, "People.addTeam", () -> office.people.addTeam("growth", "admin"));
      onceOnly(
          AuditAction.ADD_MEMBER,
          "People.addMember",
          () -> office.people.addMember("growth", "ann", "admin"));
      onceOnly(
          AuditAction.REMOVE_MEMBER,
          "People.removeMember",
          () -> office.people.removeMember("growth", "ann", "admin"));
      once(
          AuditAction.ISSUE_TOKEN,
          "Tokens.issue",
          () -> office.tokens.issue("ann", "x", Set.of(Scope.READ), Duration.ofDays(1), "admin"));
      onceOnly(
          AuditAction.REVOKE_TOKEN,
          "Tokens.revoke",
          () -> office.tokens.revoke(office.tokens.of("ann").getFirst().id(), "admin"));

      onceOnly(
          AuditAction.PUBLISH,
          "Registry.publish",
          () ->
              office.registry.publish(
                  office
                      .check
                      .check(
                          Tree.EMPTY, Tree.of(Map.of("shop/a.proto", event("A", "string x = %d"))))
                      .files(),
                  new PublishOrder("ann", Stage.STAGING, "x")));
      onceOnly(
          AuditAction.PROMOTE,
          "Registry.promote",
          () -> office.registry.promote(1, Stage.PRODUCTION, "ann"));
      onceOnly(
          AuditAction.DEPRECATE,
          "Registry.deprecate",
          () -> office.registry.deprecate("shop.A", "old", Optional.empty(), "ann"));
      once(
          AuditAction.REINSTATE,
          "Registry.reinstate",
          () -> office.registry.reinstate("shop.A", "ann"));

      once(
          AuditAction.PROPOSE,
          "Proposals.propose",
          () -> office.propose("ann", "b", file("shop/b.proto", event("B", "string x = %d"))));
      once(
          AuditAction.ADD_ROUND,
          "Proposals.addRound",
          () ->
              office.proposals.addRound(
                  1, "ann", NewRound.of(file("shop/b.proto", event("B", "string y = %d"))), ""));
      once(AuditAction.REVIEW, "Discussion.review", () -> office.approve(1, "bob"));
      once(
          AuditAction.COMMENT,
          "Discussion.comment",
          () ->
              office.discussion.comment(
                  new NewComment(1, 1, Optional.empty(), Optional.empty(), "bob", "?", "")));
      onceOnly(
          AuditAction.RESOLVE, "Discussion.resolve", () -> office.discussion.resolve(1, 1, "ann"));
      onceOnly(
          AuditAction.REOPEN, "Discussion.reopen", () -> office.discussion.reopen(1, 1, "ann"));
      onceOnly(
          AuditAction.MERGE, "Merges.merge", () -> office.merges.merge(1, Stage.PRODUCTION, "ann"));
      onceOnly(AuditAction.PUBLISH_MERGED, "Merges.publish", () -> office.merges.publish(1, "ann"));
      for (int id = 2; id <= 3; id++) {
        office.propose(
            "ann", "c", file("shop/c%d.proto".formatted(id), event("C" + id, "string x = %d")));
        office.merges.merge(id, Stage.STAGING, "ann");
        if (id == 2) {
          onceOnly(AuditAction.PUBLISH_MERGED, "Merges.recover", office.merges::recover);
        }
      }
      onceOnly(
          AuditAction.PUBLISH_MERGED,
          "Registry.publishNextMerged",
          () -> office.registry.publishNextMerged("ann"));
      office.propose("ann", "d", file("shop/d.proto", event("D", "string x = %d")));
      onceOnly(
          AuditAction.WITHDRAW, "Proposals.withdraw", () -> office.proposals.withdraw(4, "ann"));

      assertThat(called).containsExactlyInAnyOrderElementsOf(changes());
      assertThat(office.audit.after(0, 500).stream().map(AuditEntry::action))
          .containsAll(EnumSet.allOf(AuditAction.class));
    }
  }

  /** All public methods but those that read. */
  private static Set<String> changes() {
    Set<String> changes = new HashSet<>();
    Stream.of(
            Registry.class,
            People.class,
            Tokens.class,
            Proposals.class,
            Discussion.class,
            Merges.class)
        .forEach(
            type ->
                Stream.of(type.getDeclaredMethods())
                    .filter(method -> Modifier.isPublic(method.getModifiers()))
                    .forEach(m -> changes.add(type.getSimpleName() + "." + m.getName())));
    assertThat(changes).containsAll(READERS);
    changes.removeAll(READERS);
    return changes;
  }

  @Test
  void entriesAreReadInPages() {
    try (office) {
      office.fill();
      List<AuditEntry> all = office.audit.after(0, 500);
      assertThat(all).hasSize(13);
      assertThat(office.audit.after(0, 5)).isEqualTo(all.subList(0, 5));
      assertThat(office.audit.after(5, 500)).isEqualTo(all.subList(5, 13));
      assertThat(all.getLast().details()).isEqualTo("{\"person\":\"ora\"}");
    }
  }
}
