package dev.tally.web.answer;

import dev.tally.storage.statement.SelectLossAudit;
import dev.tally.storage.statement.SelectLossAudit.Cell;
import dev.tally.storage.statement.SelectLossAudit.Scope;
import dev.tally.storage.statement.SelectLossAudit.Total;
import java.time.Instant;
import java.util.List;

/**
 * The loss audit: created = dropped + pending + rejected + shed + stored + missing.
 *
 * @param unexplained rows in which something is missing, shown or not
 * @param rows those with something missing first
 */
public record AuditAnswer(
    Instant since, long unexplained, List<Total> eventTypes, List<Cell> rows) {
  public AuditAnswer {
    eventTypes = List.copyOf(eventTypes);
    rows = List.copyOf(rows);
  }

  /**
   * @param all whether rows in which nothing is missing, and whose producer is not silent, too
   */
  public static AuditAnswer of(SelectLossAudit audit, Scope scope, boolean all, int limit) {
    List<Total> totals = audit.totals(scope);
    return new AuditAnswer(
        scope.since(),
        totals.stream().mapToLong(Total::unexplained).sum(),
        totals,
        audit.cells(scope, all, limit));
  }
}
