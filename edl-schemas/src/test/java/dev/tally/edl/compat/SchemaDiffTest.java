package dev.tally.edl.compat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tally.edl.compat.Change.Element;
import dev.tally.edl.compat.Change.Kind;
import dev.tally.edl.load.Schema;
import dev.tally.edl.model.EventType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever differs in the model is told; also what is added to the model later. */
class SchemaDiffTest {
  private static final String BEFORE =
      """
      syntax = "proto3";
      package shop;
      import "tally/edl.proto";
      import "buf/validate/validate.proto";
      enum Gender { GENDER_UNSPECIFIED = 0; FEMALE = 1; MALE = 2; }
      // Somebody signed up.
      message Registration {
        option (tally.event) = {
          owner: "growth", dedup_key: "id", entity_key: "id", entity_deleted: "gone && !(id in ('a', 'b'))"
          max_age: "7d", max_ahead: "1h", retention: { resolution: "1m", states: "7d", series: "9d" }
        };
        option (tally.metric) = {
          name: "registrations", count: {}, by: "gender", filter: "age > 3 || id == 'a'"
          resolution: ["1m", "1d"], windows: "7d"
        };
        option (tally.metric) = { name: "top", top_k: { field: "country", k: 3 } };
        option (tally.metric) = { name: "ages", quantiles: { field: "age", levels: [0.5, 0.9] } };
        option (tally.metric) = { name: "bars", histogram: { field: "age", bounds: [5, 9] } };
        option (tally.metric) = { name: "sums", sum: { field: "age", weight: "factor" } };
        option (tally.metric) = { name: "counts", count: { probability: "factor" } };
        option (tally.metric) = { name: "spread", stddev: { field: "age", sample: true } };
        option (tally.metric) = { name: "share", ratio: { of: "registrations", to: "counts" } };
        option (tally.metric) = { name: "speed", rate: { of: "registrations" } };
        option (tally.metric) = { name: "price", candle: { field: "age", volume: "factor" } };
        option (tally.alert) = { metric: "ages", statistic: "p90", threshold: { above: 5, below: 1 }, notify: "me" };
        option (tally.alert) = { metric: "registrations", by: "gender", band: { direction: DOWN } };
        string id = 1 [(buf.validate.field).string.max_len = 9];
        Gender gender = 2;
        string country = 3 [(tally.field) = { dimension: MEDIUM, pii: NONE }];
        double age = 4 [(tally.field) = { unit: "years" }];
        bool gone = 5;
        double factor = 6;
      }
      """;

  private final Schema schema = Example.load(Map.of("a.proto", BEFORE));
  private final EventType type = schema.eventTypes().getFirst();

  @Test
  void everyComponentOfEveryRecordIsTold() throws ReflectiveOperationException {
    Set<String> covered = new HashSet<>();
    for (Mutant<EventType> mutant : mutants(type)) {
      assertThat(SchemaDiff.of(type, mutant.value)).as(mutant.path).isNotEmpty();
      covered.add(mutant.path.replaceAll("\\[\\d+]", ""));
    }
    // a canary: what is deep inside is reached
    assertThat(covered)
        .contains(
            "EventType.owner",
            "EventType.attributes.Attribute.rules.Rules.list.Rule.operands",
            "EventType.attributes.Attribute.enumType.EnumType.values.Value.number",
            "EventType.metrics.Metric.aggregate.WeightedSum.weight.Weight.kind",
            "EventType.metrics.Metric.filter.Or.terms.Compare.literal.Text.value",
            "EventType.alerts.AlertRule.detection.Band.width",
            "EventType.entity.Entity.deleted.And.terms.Not.term.In.attribute",
            "EventType.retention.Retention.series");
    assertThat(covered).hasSizeGreaterThan(70);
  }

  @Test
  void whatIsEqualGivesNoChange() {
    assertThat(SchemaDiff.of(type, type)).isEmpty();
    assertThat(SchemaDiff.of(schema, Example.load(Map.of("b.proto", BEFORE)))).isEmpty();
  }

  @Test
  void changesHavePlacesAndTexts() {
    String after = BEFORE.replace("unit: \"years\"", "unit: \"days\"").replace("k: 3", "k: 5");
    List<Change> changes = SchemaDiff.of(schema, Example.load(Map.of("b.proto", after)));
    assertThat(changes)
        .extracting(
            Change::kind,
            Change::element,
            Change::subject,
            Change::property,
            Change::before,
            Change::after,
            change -> change.placeBefore().orElseThrow().path(),
            change -> change.placeAfter().orElseThrow().toString())
        .contains(
            tuple(
                Kind.CHANGED,
                Element.ATTRIBUTE,
                "shop.Registration.age",
                "unit",
                "years",
                "days",
                "a.proto",
                "b.proto:30:10"),
            tuple(
                Kind.CHANGED,
                Element.METRIC,
                "shop.Registration.top",
                "aggregate",
                "top_k(country, 3)",
                "top_k(country, 5)",
                "a.proto",
                "b.proto:16:49"));
  }

  @Test
  void renamesAddsAndRemoves() {
    String after =
        BEFORE
            .replace("FEMALE = 1;", "FEMALE = 1; OTHER = 3;")
            .replace("string id = 1", "string name = 7; string id = 1")
            .replace("double factor = 6;", "double factor_of = 6;")
            .replace("\"factor\"", "\"factor_of\"");
    assertThat(SchemaDiff.of(schema, Example.load(Map.of("a.proto", after))))
        .extracting(change -> change.kind() + " " + change.subject() + " " + change.property())
        .contains(
            "ADDED shop.Gender.OTHER ",
            "ADDED shop.Registration.name ",
            "CHANGED shop.Registration.factor name");
  }

  /** A value that differs from another in one component, somewhere below. */
  private record Mutant<T>(String path, T value) {}

  @SuppressWarnings("unchecked")
  private static <T> List<Mutant<T>> mutants(T record) throws ReflectiveOperationException {
    List<Mutant<T>> mutants = new ArrayList<>();
    RecordComponent[] components = record.getClass().getRecordComponents();
    for (int i = 0; i < components.length; i++) {
      components[i].getAccessor().setAccessible(true);
      Object value = components[i].getAccessor().invoke(record);
      for (Mutant<Object> other : others(value)) {
        Object changed = with(record, components, i, other.value);
        if (changed != null && !changed.equals(record)) {
          String path = record.getClass().getSimpleName() + "." + components[i].getName();
          mutants.add(new Mutant<>(path + other.path, (T) changed));
        }
      }
    }
    return mutants;
  }

  /** Null where the record refuses the value. */
  private static @Nullable Object with(
      Object record, RecordComponent[] components, int index, Object value)
      throws ReflectiveOperationException {
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      components[i].getAccessor().setAccessible(true);
      values[i] = i == index ? value : components[i].getAccessor().invoke(record);
    }
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Constructor<?> constructor = record.getClass().getDeclaredConstructor(types);
    constructor.setAccessible(true);
    try {
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      return null;
    }
  }

  private static List<Mutant<Object>> others(Object value) throws ReflectiveOperationException {
    List<Mutant<Object>> others = new ArrayList<>();
    switch (value) {
      case String text -> others.add(new Mutant<>("", text + "x"));
      case Integer number -> others.add(new Mutant<>("", number + 1));
      case Double number -> others.add(new Mutant<>("", number / 2));
      case Boolean flag -> others.add(new Mutant<>("", !flag));
      case Duration duration -> others.add(new Mutant<>("", duration.multipliedBy(2)));
      case Enum<?> constant -> {
        for (Object other : constant.getDeclaringClass().getEnumConstants()) {
          if (other != constant) {
            others.add(new Mutant<>("", other));
          }
        }
      }
      case Optional<?> optional -> {
        others.add(new Mutant<>("", Optional.empty()));
        if (optional.isPresent()) {
          for (Mutant<Object> other : others(optional.get())) {
            others.add(new Mutant<>(other.path, Optional.of(other.value)));
          }
        }
      }
      case List<?> list -> listOthers(list, others);
      case Record record -> {
        for (Mutant<Record> other : mutants(record)) {
          others.add(new Mutant<>("." + other.path, other.value));
        }
      }
      default -> throw new AssertionError("no other value of a " + value.getClass());
    }
    return others;
  }

  private static void listOthers(List<?> list, List<Mutant<Object>> others)
      throws ReflectiveOperationException {
    for (int i = 0; i < list.size(); i++) {
      List<Object> without = new ArrayList<>(list);
      without.remove(i);
      others.add(new Mutant<>("", without));
      for (Mutant<Object> other : others(list.get(i))) {
        List<Object> changed = new ArrayList<>(list);
        changed.set(i, other.value);
        others.add(new Mutant<>("[" + i + "]" + other.path, changed));
      }
    }
    if (list.size() > 1 && !(list.getFirst() instanceof Duration)) {
      others.add(new Mutant<>("", list.reversed()));
    }
  }
}
