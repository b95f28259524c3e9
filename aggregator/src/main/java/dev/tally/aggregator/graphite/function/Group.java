package dev.tally.aggregator.graphite.function;

/** Under which heading an editor offers a function. */
enum Group {
  ALIAS("Alias"),
  CALCULATE("Calculate"),
  COMBINE("Combine"),
  FILTER_DATA("Filter Data"),
  FILTER_SERIES("Filter Series"),
  GRAPH("Graph"),
  SORTING("Sorting"),
  SPECIAL("Special"),
  TRANSFORM("Transform");

  private final String title;

  Group(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }
}
