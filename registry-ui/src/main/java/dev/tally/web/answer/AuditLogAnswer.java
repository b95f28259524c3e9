package dev.tally.web.answer;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.tally.edl.audit.AuditEntry;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Entries of the audit log.
 *
 * @param next {@code after} of the next page; absent on the last one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AuditLogAnswer(List<Item> items, @Nullable Long next) {
  /**
   * @param details a JSON object
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Item(
      long id,
      Instant at,
      String actor,
      String action,
      String subject,
      @Nullable Integer proposal,
      @Nullable Integer commit,
      @JsonRawValue String details) {
    static Item of(AuditEntry entry) {
      return new Item(
          entry.id(),
          entry.at(),
          entry.actor(),
          entry.action().name(),
          entry.subject(),
          entry.proposal().orElse(null),
          entry.commit().orElse(null),
          entry.details());
    }
  }

  public static AuditLogAnswer of(List<AuditEntry> entries, int limit) {
    return new AuditLogAnswer(
        entries.stream().map(Item::of).toList(),
        entries.size() < limit ? null : entries.getLast().id());
  }
}
