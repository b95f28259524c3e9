package dev.tally.app.cli;

import dev.tally.edl.review.CheckReport;
import dev.tally.edl.review.CheckReportJson;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** Proposals and comments for a terminal; what people wrote is shown without what one obeys. */
final class ProposalText {
  private static final String GAP = "  ";

  /** Things that a proposal lacks, of each that is listed. */
  private static final int LACKS_MAX = 3;

  private ProposalText() {}

  /** A line per proposal, and one per thing that it lacks, the first of them. */
  static List<String> list(JsonNode page) {
    List<String> lines = new ArrayList<>();
    for (JsonNode item : page.path("items")) {
      lines.add(line(item));
      lines.addAll(lacks(item));
    }
    if (lines.isEmpty()) {
      lines.add("no proposals");
    } else if (page.has("next")) {
      lines.add("and older ones; see --limit");
    }
    return lines;
  }

  static List<String> summary(JsonNode summary, URI page) {
    List<String> lines = new ArrayList<>(head(summary, page));
    lines.addAll(lacks(summary));
    return lines;
  }

  private static List<String> head(JsonNode summary, URI page) {
    return List.of(line(summary), GAP + page);
  }

  /** What a proposal lacks that its checks do not say. */
  static List<String> lacksBesidesChecks(JsonNode proposal) {
    List<String> stops = CheckReportJson.read(proposal.path("report")).stops();
    return stream(proposal.path("proposal").path("lacks"))
        .map(JsonNode::asString)
        .filter(one -> !stops.contains(one))
        .map(ProposalText::lack)
        .toList();
  }

  private static String line(JsonNode summary) {
    return "%d  %s  %s  by %s, %s%s"
        .formatted(
            summary.path("id").asInt(),
            summary.path("state").asString().toLowerCase(Locale.ROOT),
            PrintableText.of(summary.path("title").asString()),
            PrintableText.of(summary.path("author").asString()),
            rounds(summary.path("rounds").asInt()),
            summary.path("passes").asBoolean() ? "" : ", stopped by the checks");
  }

  private static String rounds(int count) {
    return count == 1 ? "1 round" : "%d rounds".formatted(count);
  }

  private static List<String> lacks(JsonNode summary) {
    JsonNode lacks = summary.path("lacks");
    List<String> lines = new ArrayList<>();
    stream(lacks).limit(LACKS_MAX).map(one -> lack(one.asString())).forEach(lines::add);
    if (lacks.size() > LACKS_MAX) {
      int more = lacks.size() - LACKS_MAX;
      lines.add(GAP + "and lacks %d more %s".formatted(more, more == 1 ? "thing" : "things"));
    }
    return lines;
  }

  private static String lack(String words) {
    return GAP + "lacks: " + PrintableText.of(words);
  }

  /** Summary, description, what the checks say, what else it lacks, and reviews. */
  static List<String> details(JsonNode proposal, URI page) {
    List<String> lines = new ArrayList<>(head(proposal.path("proposal"), page));
    proposal
        .path("description")
        .asString()
        .lines()
        .forEach(line -> lines.add(GAP + PrintableText.of(line)));
    CheckReport report = CheckReportJson.read(proposal.path("report"));
    report.problems().forEach(problem -> lines.add(GAP + PrintableText.of(problem.toString())));
    report
        .verdicts()
        .forEach(verdict -> lines.add(GAP + PrintableText.of(CheckPrinter.line(verdict))));
    lines.addAll(lacksBesidesChecks(proposal));
    for (JsonNode review : proposal.path("reviews")) {
      lines.add(
          said(
              "round %d: %s %s"
                  .formatted(
                      review.path("round").asInt(),
                      review.path("reviewer").asString(),
                      decision(review.path("decision").asString())),
              review.path("body").asString()));
    }
    return lines;
  }

  private static String decision(String decision) {
    return switch (decision) {
      case "APPROVE" -> "approves";
      case "REQUEST_CHANGES" -> "asks for changes";
      default -> "comments";
    };
  }

  static List<String> comments(JsonNode page) {
    return stream(page.path("items")).flatMap(one -> comment(one).stream()).toList();
  }

  static List<String> comment(JsonNode comment) {
    JsonNode anchor = comment.path("anchor");
    String place =
        anchor.isObject()
            ? " %s:%d".formatted(anchor.path("path").asString(), anchor.path("line").asInt())
            : "";
    boolean isAnswer = comment.path("thread").asInt() != comment.path("id").asInt();
    String answer = isAnswer ? " answers #%d".formatted(comment.path("thread").asInt()) : "";
    return List.of(
        said(
            "#%d round %d%s: %s%s"
                .formatted(
                    comment.path("id").asInt(),
                    comment.path("round").asInt(),
                    place,
                    comment.path("author").asString(),
                    answer),
            comment.path("body").asString()));
  }

  private static String said(String by, String words) {
    String text =
        words.lines().map(PrintableText::of).collect(Collectors.joining("\n" + GAP + GAP));
    return GAP + PrintableText.of(by) + (text.isEmpty() ? "" : ": " + text);
  }

  private static Stream<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }
}
