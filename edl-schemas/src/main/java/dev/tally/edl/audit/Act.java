package dev.tally.edl.audit;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What somebody does, to be recorded.
 *
 * @param actor name of a person, or of what acted by itself
 * @param subject event type, person, team or token; empty when none
 * @param details by name; texts, numbers, booleans and collections of them
 */
public record Act(
    String actor,
    AuditAction action,
    Optional<Integer> proposal,
    Optional<Integer> commit,
    String subject,
    Map<String, Object> details) {
  public Act {
    requireNonNull(actor);
    requireNonNull(action);
    requireNonNull(proposal);
    requireNonNull(commit);
    requireNonNull(subject);
    details = new TreeMap<>(details);
  }

  public static Act by(String actor, AuditAction action) {
    return new Act(actor, action, Optional.empty(), Optional.empty(), "", Map.of());
  }

  public Act onProposal(int id) {
    return new Act(actor, action, Optional.of(id), commit, subject, details);
  }

  public Act onCommit(int id) {
    return new Act(actor, action, proposal, Optional.of(id), subject, details);
  }

  public Act to(String newSubject) {
    return new Act(actor, action, proposal, commit, newSubject, details);
  }

  public Act with(String name, Object value) {
    Map<String, Object> all = new TreeMap<>(details);
    all.put(name, value);
    return new Act(actor, action, proposal, commit, subject, all);
  }
}
