package dev.tally.edl.review;

import dev.tally.edl.check.Area;
import dev.tally.edl.check.CheckRule;
import dev.tally.edl.check.Severity;
import dev.tally.edl.check.Verdict;
import dev.tally.edl.compat.Change;
import dev.tally.edl.load.EdlProblem;
import dev.tally.edl.load.Place;
import dev.tally.edl.policy.WaivedVerdict;
import dev.tally.edl.policy.Waiver;
import dev.tally.error.ErrorCode;
import java.time.LocalDate;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reports of checks as JSON, as they are kept and as clients see them. */
public final class CheckReportJson {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private CheckReportJson() {}

  public static String write(CheckReport report) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("passes", report.passes());
    var problems = json.putArray("problems");
    report.problems().forEach(problem -> write(problem, problems.addObject()));
    var verdicts = json.putArray("verdicts");
    report.verdicts().forEach(verdict -> write(verdict, verdicts.addObject()));
    var waived = json.putArray("waived");
    report.waived().forEach(one -> write(one, waived.addObject()));
    var changes = json.putArray("changes");
    report.changes().forEach(change -> write(change, changes.addObject()));
    var owners = json.putArray("owners");
    for (OwnerApproval owner : report.owners()) {
      ObjectNode node = owners.addObject();
      node.put("team", owner.team()).put("approvals", owner.approvals());
      owner.paths().forEach(node.putArray("paths")::add);
    }
    json.put("needsPrivacy", report.needsPrivacy());
    return MAPPER.writeValueAsString(json);
  }

  private static void write(EdlProblem problem, ObjectNode json) {
    json.put("path", problem.path())
        .put("line", problem.line())
        .put("column", problem.column())
        .put("code", problem.code().name())
        .put("message", problem.message());
  }

  private static void write(Verdict verdict, ObjectNode json) {
    CheckRule rule = verdict.rule();
    json.putObject("rule")
        .put("id", rule.id())
        .put("area", rule.area().name())
        .put("severity", rule.severity().name())
        .put("summary", rule.summary())
        .put("why", rule.why())
        .put("docs", rule.docs());
    json.put("severity", verdict.severity().name()).put("subject", verdict.subject());
    write(verdict.place(), json.putObject("place"));
    verdict.before().ifPresent(before -> write(before, json.putObject("before")));
    json.put("message", verdict.message()).put("instead", verdict.instead());
  }

  private static void write(WaivedVerdict waived, ObjectNode json) {
    Waiver waiver = waived.waiver();
    write(waived.verdict(), json.putObject("verdict"));
    write(waiver.place(), json.putObject("place"));
    json.put("reason", waiver.reason())
        .put("author", waiver.author())
        .put("expires", waiver.expires().toString());
  }

  private static void write(Change change, ObjectNode json) {
    json.put("kind", change.kind().name())
        .put("element", change.element().name())
        .put("eventType", change.eventType())
        .put("subject", change.subject())
        .put("property", change.property())
        .put("before", change.before())
        .put("after", change.after());
    change.placeBefore().ifPresent(place -> write(place, json.putObject("placeBefore")));
    change.placeAfter().ifPresent(place -> write(place, json.putObject("placeAfter")));
  }

  private static void write(Place place, ObjectNode json) {
    json.put("path", place.path()).put("line", place.line()).put("column", place.column());
  }

  /** The report that {@link #write} wrote. */
  static CheckReport read(String text) {
    return read(MAPPER.readTree(text));
  }

  /** The report that {@link #write} wrote. */
  public static CheckReport read(JsonNode json) {
    return new CheckReport(
        json.path("problems").valueStream().map(CheckReportJson::problem).toList(),
        json.path("verdicts").valueStream().map(CheckReportJson::verdict).toList(),
        json.path("waived").valueStream().map(CheckReportJson::waived).toList(),
        json.path("changes").valueStream().map(CheckReportJson::change).toList(),
        json.path("owners").valueStream().map(CheckReportJson::owner).toList(),
        json.path("needsPrivacy").asBoolean());
  }

  private static EdlProblem problem(JsonNode json) {
    return new EdlProblem(
        json.path("path").asString(),
        json.path("line").asInt(),
        json.path("column").asInt(),
        ErrorCode.valueOf(json.path("code").asString()),
        json.path("message").asString());
  }

  private static Verdict verdict(JsonNode json) {
    JsonNode rule = json.path("rule");
    return new Verdict(
        new CheckRule(
            rule.path("id").asString(),
            Area.valueOf(rule.path("area").asString()),
            Severity.valueOf(rule.path("severity").asString()),
            rule.path("summary").asString(),
            rule.path("why").asString()),
        Severity.valueOf(json.path("severity").asString()),
        json.path("subject").asString(),
        place(json.path("place")),
        placeIfAny(json, "before"),
        json.path("message").asString(),
        json.path("instead").asString());
  }

  private static WaivedVerdict waived(JsonNode json) {
    Verdict verdict = verdict(json.path("verdict"));
    return new WaivedVerdict(
        verdict,
        new Waiver(
            place(json.path("place")),
            verdict.rule().id(),
            verdict.subject(),
            json.path("reason").asString(),
            json.path("author").asString(),
            LocalDate.parse(json.path("expires").asString())));
  }

  private static Change change(JsonNode json) {
    return new Change(
        Change.Kind.valueOf(json.path("kind").asString()),
        Change.Element.valueOf(json.path("element").asString()),
        json.path("eventType").asString(),
        json.path("subject").asString(),
        json.path("property").asString(),
        json.path("before").asString(),
        json.path("after").asString(),
        placeIfAny(json, "placeBefore"),
        placeIfAny(json, "placeAfter"));
  }

  private static Optional<Place> placeIfAny(JsonNode json, String name) {
    return json.has(name) ? Optional.of(place(json.path(name))) : Optional.empty();
  }

  private static Place place(JsonNode json) {
    return new Place(
        json.path("path").asString(), json.path("line").asInt(), json.path("column").asInt());
  }

  private static OwnerApproval owner(JsonNode json) {
    return new OwnerApproval(
        json.path("team").asString(),
        json.path("approvals").asInt(),
        json.path("paths").valueStream().map(JsonNode::asString).toList());
  }
}
