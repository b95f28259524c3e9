package dev.tally.storage;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A map that may hold null. */
final class Parameters {
  private Parameters() {}

  static Map<String, @Nullable Object> of(@Nullable Object... namesAndValues) {
    Map<String, @Nullable Object> map = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
    }
    return map;
  }
}
