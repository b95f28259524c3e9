package dev.tally.app.cli;

import dev.tally.edl.check.Verdict;
import dev.tally.edl.compat.Change;
import dev.tally.edl.gate.CheckResult;
import dev.tally.edl.load.EdlProblem;
import dev.tally.edl.load.Place;
import dev.tally.edl.policy.Waiver;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A check as one JSON object: {@code fails, eventTypes, problems, verdicts, waived, changes}. */
final class CheckJson {
  private CheckJson() {}

  static ObjectNode of(CheckResult result) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("fails", result.fails());
    json.put("eventTypes", result.schema().map(s -> s.eventTypes().size()).orElse(0));
    ArrayNode problems = json.putArray("problems");
    result.problems().forEach(problem -> put(problems.addObject(), problem));
    ArrayNode verdicts = json.putArray("verdicts");
    result.verdicts().forEach(verdict -> put(verdicts.addObject(), verdict));
    ArrayNode waived = json.putArray("waived");
    result
        .waived()
        .forEach(
            one -> {
              ObjectNode node = waived.addObject();
              put(node, one.verdict());
              put(node.putObject("waiver"), one.waiver());
            });
    ArrayNode changes = json.putArray("changes");
    result.changes().forEach(change -> put(changes.addObject(), change));
    return json;
  }

  private static void put(ObjectNode node, EdlProblem problem) {
    node.put("code", problem.code().name());
    put(node, new Place(problem.path(), problem.line(), problem.column()));
    node.put("message", problem.message());
  }

  private static void put(ObjectNode node, Verdict verdict) {
    node.put("rule", verdict.rule().id());
    node.put("area", verdict.rule().area().name());
    node.put("severity", verdict.severity().name());
    node.put("subject", verdict.subject());
    put(node, verdict.place());
    verdict.before().ifPresent(place -> put(node.putObject("before"), place));
    node.put("message", verdict.message());
    node.put("instead", verdict.instead());
    node.put("docs", verdict.rule().docs());
  }

  private static void put(ObjectNode node, Waiver waiver) {
    put(node, waiver.place());
    node.put("author", waiver.author());
    node.put("expires", waiver.expires().toString());
    node.put("reason", waiver.reason());
  }

  private static void put(ObjectNode node, Change change) {
    node.put("kind", change.kind().name());
    node.put("element", change.element().name());
    node.put("eventType", change.eventType());
    node.put("subject", change.subject());
    node.put("property", change.property());
    node.put("before", change.before());
    node.put("after", change.after());
    change.placeAfter().ifPresent(place -> put(node, place));
  }

  private static void put(ObjectNode node, Place place) {
    node.put("path", place.path());
    node.put("line", place.line());
    node.put("column", place.column());
  }
}
