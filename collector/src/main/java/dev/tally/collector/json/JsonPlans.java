package dev.tally.collector.json;

import dev.tally.edl.model.Revision;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The plans of the latest revisions, one per event type, as far as events have asked for them. */
public final class JsonPlans {
  private final ConcurrentMap<String, JsonPlan> plans = new ConcurrentHashMap<>();

  JsonPlan of(Revision revision) {
    String name = revision.eventType().name();
    JsonPlan known = plans.get(name);
    if (known == null || known.revision().id() != revision.id()) {
      known = JsonPlan.of(revision);
      plans.put(name, known);
    }
    return known;
  }
}
