package dev.tally.app.cli;

import dev.tally.edl.registry.Published;
import tools.jackson.databind.JsonNode;

/** What was published in a line, from the registry or as the API has it. */
final class PublishedText {
  private PublishedText() {}

  static String of(Published one) {
    return line(one.revision().eventType().name(), one.revision().id(), one.isNew());
  }

  static String of(JsonNode item) {
    return line(
        item.path("eventType").asString(),
        item.path("revisionId").asInt(),
        item.path("isNew").asBoolean());
  }

  private static String line(String eventType, int revisionId, boolean isNew) {
    return "%s  revision %d%s"
        .formatted(eventType, revisionId, isNew ? "" : " (published already)");
  }
}
