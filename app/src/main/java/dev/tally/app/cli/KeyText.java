package dev.tally.app.cli;

import dev.tally.collector.admission.Quota;
import dev.tally.collector.http.WriteKey;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A write key in a line, from the table of keys or as the API has it. */
final class KeyText {
  private KeyText() {}

  static String of(WriteKey key) {
    return line(
        key.id(),
        key.name(),
        key.createdAt().toString(),
        key.revokedAt().map(Object::toString).orElse(""),
        key.quota());
  }

  static String of(JsonNode item) {
    return line(
        item.path("id").asString(),
        item.path("name").asString(),
        item.path("createdAt").asString(),
        item.path("revokedAt").asString(""),
        quota(item.path("quota")));
  }

  private static Optional<Quota> quota(JsonNode item) {
    return item.isObject()
        ? Optional.of(
            new Quota(
                item.path("eventsPerSecond").asLong(),
                item.path("bytesPerSecond").asLong(),
                item.path("burstSeconds").asInt()))
        : Optional.empty();
  }

  private static String line(
      String id, String name, String createdAt, String revokedAt, Optional<Quota> quota) {
    return "%s  %-24s made %s%s%s"
        .formatted(
            id,
            name,
            createdAt,
            revokedAt.isEmpty() ? "" : ", revoked " + revokedAt,
            quota.map(own -> ", " + words(own)).orElse(""));
  }

  private static String words(Quota quota) {
    return "quota %s events/s, %s bytes/s, burst %d s"
        .formatted(
            limit(quota.eventsPerSecond()), limit(quota.bytesPerSecond()), quota.burstSeconds());
  }

  private static String limit(long perSecond) {
    return perSecond == 0 ? "any" : Long.toString(perSecond);
  }
}
