package dev.tally.edl.review;

import dev.tally.edl.audit.AuditLog;
import dev.tally.edl.audit.SetClock;
import dev.tally.edl.audit.Turns;
import dev.tally.edl.people.People;
import dev.tally.edl.people.Person;
import dev.tally.edl.people.Tokens;
import dev.tally.edl.registry.Registry;
import dev.tally.edl.registry.SourceTree;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.metadata.MetadataSettings;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** All that a process has of the registry, and people to work with it. */
final class Office implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-11-21T12:34:56.789Z");

  final MetadataDatabase database;
  final SetClock clock = new SetClock(NOW);
  final Turns turns;
  final Registry registry;
  final SourceTree tree;
  final People people;
  final Tokens tokens;
  final FolderCheck check = new FolderCheck();
  final Proposals proposals;
  final Discussion discussion;
  final Merges merges;
  final AuditLog audit;

  Office(MetadataSettings settings) {
    database = MetadataDatabase.open(settings);
    turns = new Turns(database, clock);
    registry = new Registry(turns);
    tree = new SourceTree(turns);
    people = new People(turns);
    tokens = new Tokens(turns, new SecureRandom());
    proposals = new Proposals(turns, check);
    discussion = new Discussion(turns);
    merges = new Merges(turns, registry, check);
    audit = new AuditLog(turns);
  }

  /** Ann, Bob, Cid of the team growth, Pia of privacy, Ora of ops. */
  void fill() {
    for (String name : new String[] {"ann", "bob", "cid", "pia", "ora"}) {
      people.put(new Person(name, Optional.of(name + "@example.org")), "admin");
    }
    for (String team : new String[] {"growth", "privacy", "ops"}) {
      people.addTeam(team, "admin");
    }
    people.addMember("growth", "ann", "admin");
    people.addMember("growth", "bob", "admin");
    people.addMember("growth", "cid", "admin");
    people.addMember("privacy", "pia", "admin");
    people.addMember("ops", "ora", "admin");
  }

  static String event(String name, String... fields) {
    StringBuilder text =
        new StringBuilder(
            """
            syntax = "proto3";
            package shop;
            import "tally/edl.proto";
            message %s {
              option (tally.event) = { owner: "growth" };
            """
                .formatted(name));
    for (int i = 0; i < fields.length; i++) {
      text.append("  ").append(fields[i].formatted(i + 1)).append(";\n");
    }
    return text.append("}\n").toString();
  }

  static Map<String, Optional<String>> file(String path, String text) {
    return Map.of(path, Optional.of(text));
  }

  Proposal propose(String author, String title, Map<String, Optional<String>> files) {
    return proposals.propose(new NewProposal(author, title, "why", NewRound.of(files), ""));
  }

  Review approve(int proposal, String reviewer) {
    return review(proposal, reviewer, Decision.APPROVE);
  }

  Review review(int proposal, String reviewer, Decision decision) {
    int round = proposals.find(proposal).rounds();
    return discussion.review(new NewReview(proposal, round, reviewer, decision, "so", ""));
  }

  @Override
  public void close() {
    database.close();
  }
}
