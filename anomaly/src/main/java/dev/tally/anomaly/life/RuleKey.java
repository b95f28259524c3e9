package dev.tally.anomaly.life;

import static java.util.Objects.requireNonNull;

/** Names a rule: its name is unique in its event type. */
public record RuleKey(String eventType, String rule) {
  public RuleKey {
    requireNonNull(eventType);
    requireNonNull(rule);
  }

  @Override
  public String toString() {
    return rule + " of " + eventType;
  }
}
