package dev.tally.edl.model;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * The things whose state the events of a type tell.
 *
 * @param key names of the attributes that name a thing; never empty
 * @param deleted the events that say that their thing is gone; none when absent
 */
public record Entity(List<String> key, Optional<Filter> deleted) {
  public Entity {
    key = List.copyOf(key);
    requireNonNull(deleted);
    if (key.isEmpty()) {
      throw new IllegalArgumentException("an entity without a key");
    }
  }

  /** As it stands in {@code entities.entity_key}: {@code symbol,exchange}. */
  public String name() {
    return String.join(",", key);
  }
}
