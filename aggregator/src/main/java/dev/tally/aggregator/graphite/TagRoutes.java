package dev.tally.aggregator.graphite;

import dev.tally.aggregator.graphite.expression.TagExpression;
import dev.tally.aggregator.graphite.function.TimeRange;
import dev.tally.aggregator.http.Json;
import dev.tally.aggregator.http.Parameters;
import dev.tally.aggregator.statement.SelectTags;
import dev.tally.aggregator.statement.SelectTags.Wanted;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Graphite's routes below {@code /tags}, but those that write: tags follow from event types. */
final class TagRoutes {
  /** Tags or values of one answer. */
  static final int TAGS_MAX = 10_000;

  /** Series of one {@code findSeries}. */
  static final int SERIES_MAX = 100_000;

  /** As many as Graphite suggests where nothing is said. */
  private static final int SUGGESTIONS_DEFAULT = 100;

  private final RequestGuard guard;
  private final Clock clock;

  TagRoutes(RequestGuard guard, Clock clock) {
    this.guard = guard;
    this.clock = clock;
  }

  void add(JavalinConfig config) {
    config.routes.get("/tags", guard.handler(this::tags));
    config.routes.get("/tags/findSeries", guard.handler(this::findSeries));
    config.routes.post("/tags/findSeries", guard.handler(this::findSeries));
    config.routes.get("/tags/autoComplete/tags", guard.handler(this::suggestTags));
    config.routes.post("/tags/autoComplete/tags", guard.handler(this::suggestTags));
    config.routes.get("/tags/autoComplete/values", guard.handler(this::suggestValues));
    config.routes.post("/tags/autoComplete/values", guard.handler(this::suggestValues));
    config.routes.get("/tags/{tag}", guard.handler(this::tag));
  }

  private void tags(Context context, ClickHouse clickHouse) {
    Parameters parameters = new Parameters(context);
    Wanted wanted = new Wanted(List.of(), range(parameters), parameters.text("filter", ""), "");
    List<Map<String, String>> tags =
        new SelectTags(clickHouse)
            .names(wanted, limit(parameters, TAGS_MAX)).stream()
                .map(tag -> Map.of("tag", tag))
                .toList();
    Json.answer(context, tags);
  }

  /** {@code null} for a tag that no series has, as Graphite. */
  private void tag(Context context, ClickHouse clickHouse) {
    Parameters parameters = new Parameters(context);
    String tag = context.pathParam("tag");
    SelectTags select = new SelectTags(clickHouse);
    Wanted all = new Wanted(List.of(), Optional.empty(), "", "");
    Wanted wanted = new Wanted(List.of(), range(parameters), parameters.text("filter", ""), "");
    if (!select.names(all, TAGS_MAX).contains(tag)) {
      Json.answer(context, json -> json.writeNull());
      return;
    }
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("tag", tag);
    details.put("values", select.countedValues(tag, wanted, limit(parameters, TAGS_MAX)));
    Json.answer(context, details);
  }

  private void findSeries(Context context, ClickHouse clickHouse) {
    Parameters parameters = new Parameters(context);
    List<TagExpression> expressions = TagExpression.parseAll(expressions(parameters));
    Wanted wanted = new Wanted(expressions, range(parameters), "", "");
    List<String> paths = new SelectTags(clickHouse).paths(wanted, SERIES_MAX + 1);
    if (paths.size() > SERIES_MAX) {
      throw new TallyException(
          ErrorCode.QUERY_LIMIT,
          "more than %d series have these tags; say more of them".formatted(SERIES_MAX));
    }
    Json.answer(context, paths);
  }

  private void suggestTags(Context context, ClickHouse clickHouse) {
    Parameters parameters = new Parameters(context);
    List<String> texts = expressions(parameters);
    List<TagExpression> expressions = texts.isEmpty() ? List.of() : TagExpression.parseAll(texts);
    List<String> asked = expressions.stream().map(TagExpression::tag).toList();
    Wanted wanted =
        new Wanted(expressions, range(parameters), "", parameters.text("tagPrefix", ""));
    int limit = limit(parameters, SUGGESTIONS_DEFAULT);
    List<String> tags = new SelectTags(clickHouse).names(wanted, limit + asked.size());
    Json.answer(context, tags.stream().filter(tag -> !asked.contains(tag)).limit(limit).toList());
  }

  private void suggestValues(Context context, ClickHouse clickHouse) {
    Parameters parameters = new Parameters(context);
    String tag = parameters.required("tag");
    List<String> texts = new ArrayList<>(expressions(parameters));
    texts.add(tag + "!=");
    Wanted wanted =
        new Wanted(
            TagExpression.parseAll(texts),
            range(parameters),
            "",
            parameters.text("valuePrefix", ""));
    Json.answer(
        context,
        new SelectTags(clickHouse).values(tag, wanted, limit(parameters, SUGGESTIONS_DEFAULT)));
  }

  private static List<String> expressions(Parameters parameters) {
    List<String> plain = parameters.all("expr");
    return plain.isEmpty() ? parameters.all("expr[]") : plain;
  }

  private static int limit(Parameters parameters, int otherwise) {
    return parameters.integer("limit", 1, TAGS_MAX).orElse(otherwise);
  }

  private Optional<TimeRange> range(Parameters parameters) {
    return RequestTimes.ofFind(parameters, clock.instant());
  }
}
