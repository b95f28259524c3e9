package dev.tally.edl.review;

import dev.tally.edl.audit.AuditAction;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What was done for which request of a client. */
final class RequestTables {
  private RequestTables() {}

  private record Done(String action, int proposal, int result) {}

  /**
   * What came of the request; empty when it was not made yet.
   *
   * @param proposal that it is about; 0 when it makes one
   * @throws TallyException CONFLICT when it was another request that had the id
   */
  static Optional<Integer> find(
      Handle handle, String person, String requestId, AuditAction action, int proposal) {
    if (requestId.isEmpty()) {
      return Optional.empty();
    }
    Optional<Done> done =
        handle
            .createQuery(
                """
                SELECT action, proposal_id, result_id FROM review_requests
                WHERE person = :person AND request_id = :requestId
                """)
            .bind("person", person)
            .bind("requestId", requestId)
            .map(
                (row, context) ->
                    new Done(
                        row.getString("action"),
                        row.getInt("proposal_id"),
                        row.getInt("result_id")))
            .findOne();
    if (done.isPresent()
        && (!done.get().action().equals(action.name()) || done.get().proposal() != proposal)) {
      throw new TallyException(
          ErrorCode.CONFLICT,
          "the request id '%s' was used for something else; make a new one".formatted(requestId));
    }
    return done.map(Done::result);
  }

  static void insert(
      Handle handle,
      String person,
      String requestId,
      AuditAction action,
      int proposal,
      int result) {
    if (!requestId.isEmpty()) {
      handle
          .createUpdate(
              """
              INSERT INTO review_requests (person, request_id, action, proposal_id, result_id)
              VALUES (:person, :requestId, :action, :proposal, :result)
              """)
          .bind("person", person)
          .bind("requestId", requestId)
          .bind("action", action.name())
          .bind("proposal", proposal)
          .bind("result", result)
          .execute();
    }
  }
}
