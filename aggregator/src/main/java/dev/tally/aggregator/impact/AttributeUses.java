package dev.tally.aggregator.impact;

import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.Filter;
import dev.tally.edl.model.Metric;
import java.util.Set;
import java.util.TreeSet;

/** The attributes that a metric is computed of. */
final class AttributeUses {
  private AttributeUses() {}

  /** Those of its operands are not among them. */
  static Set<String> of(Metric metric) {
    Set<String> used = new TreeSet<>();
    metric.seriesSets().forEach(set -> used.addAll(set.attributes()));
    metric.filter().ifPresent(filter -> add(filter, used));
    metric.aggregate().attribute().ifPresent(used::add);
    switch (metric.aggregate()) {
      case Aggregate.WeightedCount count -> used.add(count.weight().attribute());
      case Aggregate.WeightedSum sum -> used.add(sum.weight().attribute());
      case Aggregate.Candle candle -> candle.volume().ifPresent(used::add);
      case Aggregate other -> {} // its attribute is all
    }
    return used;
  }

  private static void add(Filter filter, Set<String> used) {
    switch (filter) {
      case Filter.And and -> and.terms().forEach(term -> add(term, used));
      case Filter.Or or -> or.terms().forEach(term -> add(term, used));
      case Filter.Not not -> add(not.term(), used);
      case Filter.Compare compare -> used.add(compare.attribute());
      case Filter.In in -> used.add(in.attribute());
    }
  }
}
