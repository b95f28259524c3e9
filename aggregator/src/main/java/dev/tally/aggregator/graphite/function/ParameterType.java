package dev.tally.aggregator.graphite.function;

/** What a parameter takes, as Graphite's function list names it. */
enum ParameterType {
  AGGREGATION("aggFunc"),
  AGGREGATION_OR_FUNCTION("aggOrSeriesFunc"),
  ANY("any"),
  BOOLEAN("boolean"),
  DATE("date"),
  FLOAT("float"),
  INTEGER("integer"),
  INTERVAL("interval"),
  POINTS_OR_INFINITE("intOrInf"),
  POINTS_OR_INTERVAL("intOrInterval"),
  NODE("node"),
  NODE_OR_TAG("nodeOrTag"),
  SERIES("seriesList"),
  SERIES_LISTS("seriesLists"),
  STRING("string"),
  TAG("tag");

  private final String graphiteName;

  ParameterType(String graphiteName) {
    this.graphiteName = graphiteName;
  }

  String graphiteName() {
    return graphiteName;
  }
}
