package dev.tally.edl.policy;

import dev.tally.edl.policy.YamlNode.Mapping;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads one waiver. */
final class WaiverReader {
  private static final List<String> KEYS =
      List.of("rule", "subject", "reason", "author", "expires");

  private final PolicyFileReader file;
  private final Mapping waiver;
  private final LocalDate today;

  WaiverReader(PolicyFileReader file, Mapping waiver, LocalDate today) {
    this.file = file;
    this.waiver = waiver;
    this.today = today;
  }

  /** Empty when something about it was refused. */
  Optional<Waiver> read() {
    Map<String, YamlNode> values = file.values(waiver, KEYS, "a waiver");
    List<String> missing = KEYS.stream().filter(key -> !values.containsKey(key)).toList();
    if (!missing.isEmpty()) {
      file.refuse(waiver.place(), "the waiver does not say its " + String.join(", ", missing));
    }
    Optional<String> rule = value(values, "rule").flatMap(file::rule);
    Optional<String> subject = text(values, "subject", PolicyLimits.SUBJECT_CHARS_MAX);
    Optional<String> reason = text(values, "reason", PolicyLimits.REASON_CHARS_MAX);
    Optional<String> author = text(values, "author", PolicyLimits.NAME_CHARS_MAX);
    Optional<LocalDate> expires = value(values, "expires").flatMap(this::expiry);
    if (rule.isEmpty()
        || subject.isEmpty()
        || reason.isEmpty()
        || author.isEmpty()
        || expires.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Waiver(
            waiver.place(), rule.get(), subject.get(), reason.get(), author.get(), expires.get()));
  }

  private static Optional<YamlNode> value(Map<String, YamlNode> values, String key) {
    return Optional.ofNullable(values.get(key));
  }

  private Optional<String> text(Map<String, YamlNode> values, String key, int charsMax) {
    return value(values, key).flatMap(node -> file.text(node, key, charsMax));
  }

  private Optional<LocalDate> expiry(YamlNode node) {
    Optional<String> text = file.text(node, "expires", PolicyLimits.NAME_CHARS_MAX);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      LocalDate date = LocalDate.parse(text.get());
      if (date.isAfter(today.plusDays(PolicyLimits.EXPIRY_DAYS_MAX))) {
        file.refuse(
            node.place(),
            "%s is more than %d days ahead; write an earlier day, and waive it again then"
                .formatted(date, PolicyLimits.EXPIRY_DAYS_MAX));
        return Optional.empty();
      }
      return Optional.of(date);
    } catch (DateTimeException e) {
      file.refuse(node.place(), "expires is '%s' and no day, 2026-12-31".formatted(text.get()));
      return Optional.empty();
    }
  }
}
