package dev.tally.edl.policy;

import dev.tally.edl.check.CheckRule;
import dev.tally.edl.load.EdlProblem;
import dev.tally.edl.load.Nearest;
import dev.tally.edl.load.Place;
import dev.tally.edl.policy.YamlNode.Entry;
import dev.tally.edl.policy.YamlNode.Mapping;
import dev.tally.edl.policy.YamlNode.Scalar;
import dev.tally.edl.policy.YamlNode.Sequence;
import dev.tally.error.ErrorCode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Reads one {@code edl.yaml}. All that is wrong with it comes out together. */
final class PolicyFileReader {
  private static final List<String> KEYS = List.of("owners", "approvals", "lint", "waivers");

  private final String path;
  private final Map<String, CheckRule> rules;
  private final LocalDate today;
  private final Consumer<EdlProblem> problems;

  /**
   * @param rules those that can be waived, by id
   * @param today in UTC
   */
  PolicyFileReader(
      String path, Map<String, CheckRule> rules, LocalDate today, Consumer<EdlProblem> problems) {
    this.path = path;
    this.rules = rules;
    this.today = today;
    this.problems = problems;
  }

  /** Without what was refused. */
  PolicyFile read(String text) {
    Map<String, YamlNode> values = new HashMap<>();
    try {
      YamlText.read(path, text)
          .flatMap(root -> mapping(root, "the file"))
          .ifPresent(root -> values.putAll(values(root, KEYS, "edl.yaml")));
    } catch (YamlText.Refusal e) {
      problems.accept(
          new EdlProblem(
              path, e.place().line(), e.place().column(), ErrorCode.EDL_SYNTAX, e.words()));
    }
    return new PolicyFile(
        Optional.ofNullable(values.get("owners")).map(this::owners).filter(o -> !o.isEmpty()),
        Optional.ofNullable(values.get("approvals"))
            .flatMap(node -> number(node, "approvals", 1, PolicyLimits.APPROVALS_MAX)),
        Optional.ofNullable(values.get("lint")).map(this::lint).orElse(Map.of()),
        Optional.ofNullable(values.get("waivers")).map(this::waivers).orElse(List.of()));
  }

  /** The values of the keys that there may be; others are refused. */
  Map<String, YamlNode> values(Mapping mapping, List<String> keys, String what) {
    Map<String, YamlNode> values = new LinkedHashMap<>();
    for (Entry entry : mapping.entries()) {
      if (!keys.contains(entry.key())) {
        refuse(
            entry.place(),
            "%s has no key '%s'%s".formatted(what, entry.key(), suggestion(entry.key(), keys)));
      } else if (values.putIfAbsent(entry.key(), entry.value()) != null) {
        refuse(entry.place(), "'%s' is there twice".formatted(entry.key()));
      }
    }
    return values;
  }

  /** What may have been meant; all there is where nothing is near. */
  private static String suggestion(String word, Collection<String> known) {
    String hint = Nearest.hint(word, known);
    return hint.isEmpty() ? "; there are " + String.join(", ", known) : hint;
  }

  private List<String> owners(YamlNode node) {
    Set<String> owners = new LinkedHashSet<>();
    for (YamlNode value : list(node, "owners", PolicyLimits.OWNERS_MAX)) {
      text(value, "an owner", PolicyLimits.NAME_CHARS_MAX).ifPresent(owners::add);
    }
    if (node instanceof Sequence sequence && sequence.values().isEmpty()) {
      refuse(node.place(), "owners is empty; name a team, or leave it out");
    }
    return List.copyOf(owners);
  }

  private Map<String, LintLevel> lint(YamlNode node) {
    List<String> known =
        rules.values().stream()
            .filter(rule -> rule.area() == dev.tally.edl.check.Area.LINT)
            .map(CheckRule::id)
            .sorted()
            .toList();
    Map<String, LintLevel> levels = new HashMap<>();
    for (Entry entry : mapping(node, "lint").map(Mapping::entries).orElse(List.of())) {
      if (!known.contains(entry.key())) {
        refuse(
            entry.place(),
            rules.containsKey(entry.key())
                ? "%s is no lint rule; what it says is let off by a waiver only"
                    .formatted(entry.key())
                : unknownRule(entry.key(), known));
      } else if (levels.containsKey(entry.key())) {
        refuse(entry.place(), "'%s' is there twice".formatted(entry.key()));
      } else {
        level(entry.value()).ifPresent(level -> levels.put(entry.key(), level));
      }
    }
    return levels;
  }

  /** {@code off} is false to YAML 1.1, and a text to YAML 1.2. */
  private Optional<LintLevel> level(YamlNode node) {
    if (node instanceof Scalar scalar) {
      String text = scalar.text().equals("false") ? LintLevel.OFF.text() : scalar.text();
      for (LintLevel level : LintLevel.values()) {
        if (level.text().equals(text)) {
          return Optional.of(level);
        }
      }
    }
    refuse(
        node.place(),
        "a rule's level is %s; it is one of %s"
            .formatted(
                node.kind(),
                Arrays.stream(LintLevel.values())
                    .map(LintLevel::text)
                    .collect(Collectors.joining(", "))));
    return Optional.empty();
  }

  private List<Waiver> waivers(YamlNode node) {
    List<Waiver> waivers = new ArrayList<>();
    for (YamlNode value : list(node, "waivers", PolicyLimits.WAIVERS_MAX)) {
      mapping(value, "a waiver")
          .flatMap(waiver -> new WaiverReader(this, waiver, today).read())
          .ifPresent(
              waiver -> {
                refuseTwin(waiver, waivers);
                waivers.add(waiver);
              });
    }
    return waivers;
  }

  private void refuseTwin(Waiver waiver, List<Waiver> before) {
    for (Waiver other : before) {
      if (other.rule().equals(waiver.rule()) && other.subject().equals(waiver.subject())) {
        refuse(
            waiver.place(),
            "%s of %s is waived in line %d already"
                .formatted(waiver.rule(), waiver.subject(), other.place().line()));
      }
    }
  }

  Optional<String> rule(YamlNode node) {
    Optional<String> id = text(node, "rule", PolicyLimits.NAME_CHARS_MAX);
    if (id.isPresent() && !rules.containsKey(id.get())) {
      refuse(node.place(), unknownRule(id.get(), rules.keySet()));
      return Optional.empty();
    }
    return id;
  }

  private static String unknownRule(String id, Collection<String> known) {
    return "there is no rule '%s'%s".formatted(id, Nearest.hint(id, known));
  }

  private Optional<Mapping> mapping(YamlNode node, String what) {
    if (node instanceof Mapping mapping) {
      return Optional.of(mapping);
    }
    refuse(node.place(), "%s is %s and no mapping, 'key: value'".formatted(what, node.kind()));
    return Optional.empty();
  }

  private List<YamlNode> list(YamlNode node, String what, int max) {
    if (!(node instanceof Sequence sequence)) {
      refuse(node.place(), "%s is %s and no list, [a, b]".formatted(what, node.kind()));
      return List.of();
    }
    if (sequence.values().size() > max) {
      refuse(
          sequence.values().get(max).place(), "%s has more than %,d entries".formatted(what, max));
      return List.of();
    }
    return sequence.values();
  }

  /** One line of text. */
  Optional<String> text(YamlNode node, String what, int charsMax) {
    if (!(node instanceof Scalar scalar)) {
      refuse(node.place(), "%s is %s and no text".formatted(what, node.kind()));
    } else if (scalar.text().isEmpty()) {
      refuse(node.place(), what + " is empty");
    } else if (scalar.text().length() > charsMax) {
      refuse(node.place(), "%s is longer than %,d characters".formatted(what, charsMax));
    } else if (scalar.text().lines().count() > 1) {
      refuse(node.place(), what + " has more than one line");
    } else {
      return Optional.of(scalar.text());
    }
    return Optional.empty();
  }

  private Optional<Integer> number(YamlNode node, String what, int min, int max) {
    if (node instanceof Scalar scalar && scalar.text().matches("[0-9]{1,9}")) {
      int number = Integer.parseInt(scalar.text());
      if (number >= min && number <= max) {
        return Optional.of(number);
      }
    }
    refuse(node.place(), "%s is %s; it can be %d to %d".formatted(what, node.kind(), min, max));
    return Optional.empty();
  }

  void refuse(Place place, String words) {
    problems.accept(
        new EdlProblem(path, place.line(), place.column(), ErrorCode.EDL_INVALID, words));
  }
}
