package dev.tally.anomaly.life;

import static java.util.Objects.requireNonNull;

/**
 * Names a rule: its name is unique in its event type. One that no EDL declares watches how many
 * values a dimension has; its name has a colon, which declared ones cannot have.
 */
public record RuleKey(String eventType, String rule) {
  public RuleKey {
    requireNonNull(eventType);
    requireNonNull(rule);
  }

  private static final String OF_DIMENSION = "cardinality:";

  /** Of the rule that every dimension has: no more values than its class. */
  public static RuleKey ofDimension(String eventType, String attribute) {
    return new RuleKey(eventType, OF_DIMENSION + attribute);
  }

  public boolean isOfDimension() {
    return rule.startsWith(OF_DIMENSION);
  }

  @Override
  public String toString() {
    return rule + " of " + eventType;
  }
}
