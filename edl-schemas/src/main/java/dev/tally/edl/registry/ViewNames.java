package dev.tally.edl.registry;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.util.HashMap;
import java.util.Map;

/** Views name their event type with underscores for dots: two types must not have the same view. */
final class ViewNames {
  private final Map<String, String> namesByView = new HashMap<>();

  /**
   * @param taken names of event types that there are
   */
  ViewNames(Iterable<String> taken) {
    for (String name : taken) {
      namesByView.put(view(name), name);
    }
  }

  /**
   * @throws TallyException EDL_NAME_CONFLICT when another event type has the view
   */
  void take(String name) {
    String other = namesByView.putIfAbsent(view(name), name);
    if (other != null && !other.equals(name)) {
      throw new TallyException(
          ErrorCode.EDL_NAME_CONFLICT,
          "event types %s and %s would have the same view; rename one".formatted(name, other));
    }
  }

  private static String view(String name) {
    return name.replace('.', '_');
  }
}
