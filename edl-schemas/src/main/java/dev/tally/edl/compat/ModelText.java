package dev.tally.edl.compat;

import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.AlertRule;
import dev.tally.edl.model.AlertRule.Detection;
import dev.tally.edl.model.AlertRule.Direction;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.Durations;
import dev.tally.edl.model.EnumType;
import dev.tally.edl.model.Filter;
import dev.tally.edl.model.Retention;
import dev.tally.edl.model.Rule;
import dev.tally.edl.model.Rules;
import dev.tally.edl.model.Weight;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Parts of the model as one line of text, near to how EDL writes them. Different parts differ. */
final class ModelText {
  /** An operand that is clear without quotes. */
  private static final Pattern PLAIN = Pattern.compile("[\\w.:+-]+");

  private ModelText() {}

  /** {@code int64}, {@code enum shop.Gender}. */
  static String type(Attribute attribute) {
    return lower(attribute.type())
        + attribute.enumType().map(EnumType::name).map(name -> " " + name).orElse("");
  }

  static String orNone(String text) {
    return text.isEmpty() ? "none" : text;
  }

  static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  static String list(Collection<String> texts) {
    return String.join(", ", texts);
  }

  static String durations(List<Duration> durations) {
    return durations.stream().map(Durations::format).collect(Collectors.joining(", "));
  }

  static String duration(Optional<Duration> duration) {
    return duration.map(Durations::format).orElse("");
  }

  /** {@code 10s: states 7d, series 90d}. */
  static String retention(List<Retention> retention) {
    return retention.stream().map(ModelText::retention).collect(Collectors.joining("; "));
  }

  private static String retention(Retention retention) {
    return switch (retention) {
      case Retention(Duration resolution, Optional<Duration> states, Optional<Duration> series) ->
          "%s: states %s, series %s"
              .formatted(
                  Durations.format(resolution),
                  states.map(Durations::format).orElse("for ever"),
                  series.map(Durations::format).orElse("for ever"));
    };
  }

  /** {@code min_len 3}, {@code in a, b}, {@code email}. */
  static String rule(Rule rule) {
    return (lower(rule.kind()) + " " + quoted(rule.operands())).strip();
  }

  private static String quoted(List<String> operands) {
    return operands.stream()
        .map(operand -> PLAIN.matcher(operand).matches() ? operand : '"' + operand + '"')
        .collect(Collectors.joining(", "));
  }

  static String rules(Rules rules) {
    return switch (rules) {
      case Rules(Rules.Subject subject, List<Rule> list) ->
          list.stream().map(ModelText::rule).collect(Collectors.joining("; "))
              + (subject == Rules.Subject.SET ? "" : " (of %s values)".formatted(subject(subject)));
    };
  }

  static String subject(Rules.Subject subject) {
    return switch (subject) {
      case SET -> "set";
      case ALWAYS -> "all";
      case NOT_ZERO -> "non-zero";
    };
  }

  /** {@code sum(total)}, {@code quantiles(total: 0.5, 0.95)}, {@code ratio(paid / orders)}. */
  static String aggregate(Aggregate aggregate) {
    return switch (aggregate) {
      case Aggregate.Count() -> "count";
      case Aggregate.WeightedCount(Weight weight) -> "count(%s)".formatted(weight(weight));
      case Aggregate.Sum(String field) -> "sum(%s)".formatted(field);
      case Aggregate.WeightedSum(String field, Weight weight) ->
          "sum(%s, %s)".formatted(field, weight(weight));
      case Aggregate.Avg(String field) -> "avg(%s)".formatted(field);
      case Aggregate.Stddev(String field, boolean isSample) ->
          "stddev(%s%s)".formatted(field, isSample ? ", sample" : "");
      case Aggregate.Min(String field) -> "min(%s)".formatted(field);
      case Aggregate.Max(String field) -> "max(%s)".formatted(field);
      case Aggregate.Uniq(String field) -> "uniq(%s)".formatted(field);
      case Aggregate.UniqExact(String field) -> "uniq_exact(%s)".formatted(field);
      case Aggregate.TopK(String field, int k) -> "top_k(%s, %d)".formatted(field, k);
      case Aggregate.Histogram(String field, List<Double> bounds) ->
          "histogram(%s: %s)".formatted(field, numbers(bounds));
      case Aggregate.Quantiles(String field, List<Double> levels) ->
          "quantiles(%s: %s)".formatted(field, numbers(levels));
      case Aggregate.First(String field) -> "first(%s)".formatted(field);
      case Aggregate.Last(String field) -> "last(%s)".formatted(field);
      case Aggregate.Candle(String field, Optional<String> volume) ->
          "candle(%s%s)".formatted(field, volume.map(text -> ", " + text).orElse(""));
      case Aggregate.Ratio(String numerator, String denominator) ->
          "ratio(%s / %s)".formatted(numerator, denominator);
      case Aggregate.Rate(String metric) -> "rate(%s)".formatted(metric);
    };
  }

  private static String weight(Weight weight) {
    return switch (weight) {
      case Weight(String attribute, Weight.Kind kind) ->
          switch (kind) {
            case FACTOR -> "weight " + attribute;
            case PROBABILITY -> "probability " + attribute;
          };
    };
  }

  private static String numbers(List<Double> numbers) {
    return numbers.stream().map(ModelText::number).collect(Collectors.joining(", "));
  }

  static String number(double number) {
    return Double.isFinite(number)
        ? BigDecimal.valueOf(number).stripTrailingZeros().toPlainString()
        : Double.toString(number);
  }

  static String filter(Filter filter) {
    return FilterText.of(filter);
  }

  static String keyword(Detection detection) {
    return switch (detection) {
      case Detection.Band band -> "band";
      case Detection.Threshold threshold -> "threshold";
    };
  }

  /** {@code band down 4}, {@code threshold above 5, below 1}. */
  static String detection(Detection detection) {
    return switch (detection) {
      case Detection.Band(Direction direction, double width) ->
          "band %s %s".formatted(lower(direction), number(width));
      case Detection.Threshold(Optional<Double> above, Optional<Double> below) ->
          "threshold"
              + above.map(bound -> " above " + number(bound)).orElse("")
              + below.map(bound -> " below " + number(bound)).orElse("");
    };
  }

  /** {@code basket p95 by country at 1m}. */
  static String target(AlertRule alert) {
    return alert.metric()
        + (alert.statistic().isEmpty() ? "" : " " + alert.statistic())
        + (alert.dimensionSet().attributes().isEmpty() ? "" : " by " + alert.dimensionSet().key())
        + " at "
        + Durations.format(alert.resolution());
  }

  static String notifiers(List<String> notifiers) {
    return notifiers.isEmpty() ? "all notifiers" : list(notifiers);
  }
}
