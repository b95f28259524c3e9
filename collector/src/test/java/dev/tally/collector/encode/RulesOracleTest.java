package dev.tally.collector.encode;

import static org.assertj.core.api.Assertions.assertThat;

import build.buf.protovalidate.Config;
import build.buf.protovalidate.ValidationResult;
import build.buf.protovalidate.Validator;
import build.buf.protovalidate.ValidatorFactory;
import build.buf.protovalidate.exceptions.ExecutionException;
import build.buf.protovalidate.exceptions.ValidationException;
import com.google.protobuf.DynamicMessage;
import dev.tally.edl.load.EdlLoader;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Revision;
import dev.tally.edl.model.RuleKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Holds the compiled checks against protovalidate's own validator, over random rules, written as
 * EDL and read by the loader, and random messages.
 */
class RulesOracleTest {
  private static final int SCHEMAS = 60;

  /** Until every kind of rule was seen, at most so many. */
  private static final int SCHEMAS_MAX = 500;

  private static final Set<RuleKind> ALL = EnumSet.allOf(RuleKind.class);
  private static final int MESSAGES = 200;

  /** Of a hundred messages, those that protovalidate may fail to judge. */
  private static final int UNJUDGED_PERCENT_MAX = 1;

  /** Schemas that the loader may refuse for rules that contradict each other. */
  private static final int CONTRADICTORY_MAX = 2 * SCHEMAS_MAX;

  /**
   * The rules by the CEL that validate.proto declares them with, and not by protovalidate-java's
   * own code, which 1.3.0 would take: there {@code string.pattern} must match the whole value
   * ({@code Pattern.matches}), while {@code this.matches(rules.pattern)} looks for it anywhere.
   */
  private static final Config AS_DECLARED = Config.newBuilder().setEnableNativeRules(false).build();

  @TempDir Path directory;

  @Test
  void acceptsAndRejectsWhatProtovalidateDoes() throws Exception {
    long seed = Long.getLong("tally.seed", System.nanoTime());
    System.out.println("RulesOracleTest seed " + seed + " (set -Dtally.seed to repeat)");
    Random random = new Random(seed);
    Set<RuleKind> seen = EnumSet.noneOf(RuleKind.class);
    List<String> disagreements = new ArrayList<>();
    int accepted = 0;
    int rejected = 0;
    int unjudged = 0;
    int contradictory = 0;
    for (int schema = 0; schema < SCHEMAS || (schema < SCHEMAS_MAX && !seen.containsAll(ALL)); ) {
      RuledSchema.Made made = RuledSchema.make(random);
      Optional<EventType> type = load(made.text());
      if (type.isEmpty()) {
        contradictory++; // the loader's own tests look at those
        assertThat(contradictory).isLessThan(CONTRADICTORY_MAX);
        continue;
      }
      schema++;
      type.get().attributes().stream()
          .map(Attribute::rules)
          .forEach(rules -> rules.list().forEach(rule -> seen.add(rule.kind())));
      RowPlan plan = RowPlan.compile(new Revision(1, 1, type.get(), Instant.EPOCH));
      Validator validator = ValidatorFactory.newBuilder().withConfig(AS_DECLARED).build();
      RuledMessages messages = new RuledMessages(random, made);
      for (int i = 0; i < MESSAGES; i++) {
        Verdicts verdicts = verdicts(plan, validator, messages.next());
        switch (verdicts.outcome()) {
          case ACCEPTED -> accepted++;
          case REJECTED -> rejected++;
          case UNJUDGED -> unjudged++;
        }
        if (!verdicts.disagreement().isEmpty()) {
          disagreements.add(made.text() + verdicts.disagreement());
          break; // one of a schema says it all
        }
      }
    }
    System.out.printf(
        "RulesOracleTest: %d accepted, %d rejected, %d unjudged%n", accepted, rejected, unjudged);
    assertThat(disagreements).isEmpty();
    // The test proves that it saw every kind of rule, and both outcomes.
    assertThat(seen).containsAll(ALL);
    assertThat(accepted).isGreaterThan(1_000);
    assertThat(rejected).isGreaterThan(1_000);
    assertThat(100 * unjudged)
        .as("messages that protovalidate could not judge")
        .isLessThanOrEqualTo(UNJUDGED_PERCENT_MAX * (accepted + rejected + unjudged));
  }

  private Optional<EventType> load(String text) throws IOException {
    Files.writeString(directory.resolve("ruled.proto"), text);
    return switch (EdlLoader.bundled(Path.of("target", "protoc-cache")).load(directory)) {
      case EdlLoader.Result.Loaded loaded ->
          Optional.of(loaded.files().getFirst().eventTypes().getFirst());
      case EdlLoader.Result.Refused(var problems) -> {
        assertThat(problems)
            .as(text)
            .allSatisfy(p -> assertThat(p.toString()).containsPattern("fulfils|NaN"));
        yield Optional.empty();
      }
    };
  }

  /** What each of the two says; equal when they agree. */
  private record Verdicts(Outcome outcome, String disagreement) {}

  private enum Outcome {
    ACCEPTED,
    REJECTED,
    UNJUDGED
  }

  private static Verdicts verdicts(RowPlan plan, Validator validator, DynamicMessage message)
      throws ValidationException {
    ValidationResult result;
    try {
      result = validator.validate(message);
    } catch (ExecutionException e) {
      // protovalidate-java 1.3.0 cannot take an unsigned number above the signed ones as operand
      return new Verdicts(Outcome.UNJUDGED, "");
    }
    Set<String> violated =
        result.getViolations().stream()
            .map(violation -> violation.toProto().getField().getElements(0).getFieldName())
            .collect(Collectors.toSet());
    // the first in the order of attributes, as the encoder finds it
    String expected =
        plan.revision().eventType().attributes().stream()
            .map(attribute -> field(attribute.name()))
            .filter(violated::contains)
            .findFirst()
            .orElse("");
    String reason = "accepted";
    String actual = "";
    byte[] bytes = message.toByteArray();
    try {
      new EventDecoder().decode(plan, bytes, 0, bytes.length);
      EventChecks.apply(plan, bytes, 0, System.currentTimeMillis());
    } catch (EventRejection rejection) {
      actual = field(rejection.attribute());
      reason = rejection.attribute() + ": " + rejection.reason();
    }
    return new Verdicts(
        result.isSuccess() ? Outcome.ACCEPTED : Outcome.REJECTED,
        actual.equals(expected) ? "" : "%s\n%s\nours: %s".formatted(message, result, reason));
  }

  private static String field(String attribute) {
    return attribute.replaceFirst("\\..*", "");
  }
}
