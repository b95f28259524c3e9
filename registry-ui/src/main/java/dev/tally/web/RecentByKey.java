package dev.tally.web;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** A {@link Recent} per key, for the keys that were asked for last. */
final class RecentByKey<K, T> {
  /** Keys whose values are kept. */
  static final int KEYS_MAX = 100;

  private final Clock clock;
  private final Duration age;
  private final Function<K, T> source;
  private final Map<K, Recent<T>> values = new LinkedHashMap<>(16, 0.75f, true);

  RecentByKey(Clock clock, Duration age, Function<K, T> source) {
    this.clock = clock;
    this.age = age;
    this.source = source;
  }

  T value(K key) {
    return recent(key).value();
  }

  private synchronized Recent<T> recent(K key) {
    Recent<T> recent =
        values.computeIfAbsent(key, each -> new Recent<>(clock, age, () -> source.apply(each)));
    if (values.size() > KEYS_MAX) {
      values.remove(values.keySet().iterator().next());
    }
    return recent;
  }
}
