package dev.tally.edl.registry;

import static java.util.Objects.requireNonNull;

/**
 * Who publishes, and to which stage.
 *
 * @param actor name of a person, or of what acts by itself; 1 to 64 characters
 * @param message of the commit
 */
public record PublishOrder(String actor, Stage stage, String message) {
  /** Whoever may open the metadata database. */
  public static final String OPERATOR = "operator";

  /** To production, by the operator. */
  public static final PublishOrder DIRECT = directly(OPERATOR);

  /** To production. */
  public static PublishOrder directly(String actor) {
    return new PublishOrder(actor, Stage.PRODUCTION, "published directly");
  }

  public PublishOrder {
    requireNonNull(actor);
    requireNonNull(stage);
    requireNonNull(message);
  }
}
