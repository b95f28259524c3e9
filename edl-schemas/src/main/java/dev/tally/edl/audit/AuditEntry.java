package dev.tally.edl.audit;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * What somebody did.
 *
 * @param id ascending in order of the changes
 * @param subject event type, person, team or token; empty when none
 * @param details a JSON object
 */
public record AuditEntry(
    long id,
    Instant at,
    String actor,
    AuditAction action,
    Optional<Integer> proposal,
    Optional<Integer> commit,
    String subject,
    String details) {
  public AuditEntry {
    requireNonNull(at);
    requireNonNull(actor);
    requireNonNull(action);
    requireNonNull(proposal);
    requireNonNull(commit);
    requireNonNull(subject);
    requireNonNull(details);
  }
}
