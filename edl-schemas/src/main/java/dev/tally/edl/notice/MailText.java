package dev.tally.edl.notice;

import static java.util.Objects.requireNonNull;

import dev.tally.delivery.Mail;
import dev.tally.edl.notice.MailTables.Reader;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Notices of one proposal as a mail: plain text and simple HTML that say the same. All mails of a
 * proposal have the same subject and the same {@code References}, so that mail programs show them
 * together.
 */
public final class MailText {
  /** Of what somebody wrote; the page has all of it. */
  public static final int QUOTE_CHARS_MAX = 2_000;

  private static final String WHY =
      "You get this mail since you wrote, own, review or discuss what it is about.";

  private final String base;
  private final String host;

  /**
   * @param publicUrl where people's browsers find Tally
   */
  public MailText(URI publicUrl) {
    base = publicUrl.toString().replaceAll("/+$", "");
    host = requireNonNull(publicUrl.getHost());
  }

  /**
   * What happened.
   *
   * @param quote what somebody wrote with it; empty when nothing
   */
  private record Paragraph(String sentence, String quote) {}

  /**
   * @param notices of the proposal, oldest first, one or more
   */
  Mail of(Reader reader, int proposal, List<Notice> notices) {
    List<Paragraph> paragraphs = notices.stream().map(MailText::paragraph).toList();
    String link = base + "/reviews/" + proposal;
    String end = reader.key().map(key -> unsubscribe(reader.name(), key)).orElse("");
    String thread = "proposal-%d@%s".formatted(proposal, host);
    return new Mail(
        reader.email(),
        isOpening(notices)
            ? thread
            : "proposal-%d.notice-%d@%s".formatted(proposal, notices.getLast().id(), host),
        thread,
        "[Tally] %s (#%d)".formatted(title(notices.getLast()), proposal),
        end,
        plain(paragraphs, link, end),
        html(paragraphs, link, end));
  }

  private String unsubscribe(String person, String key) {
    return "%s/unsubscribe?person=%s&key=%s"
        .formatted(base, URLEncoder.encode(person, StandardCharsets.UTF_8), key);
  }

  /** It is what the others refer to, as long as there is nothing else in it. */
  private static boolean isOpening(List<Notice> notices) {
    return notices.size() == 1 && notices.getFirst().kind() == NoticeKind.PROPOSAL_OPENED;
  }

  private static JsonNode body(Notice notice) {
    return JsonMapper.shared().readTree(notice.body());
  }

  private static String title(Notice notice) {
    return body(notice).path("proposal").path("title").asString("");
  }

  private static Paragraph paragraph(Notice notice) {
    JsonNode body = body(notice);
    String sentence =
        "%s %s.".formatted(body.path("actor").asString(""), deed(notice.kind(), body));
    return new Paragraph(sentence, Mail.cut(body.path("body").asString(""), QUOTE_CHARS_MAX));
  }

  private static String deed(NoticeKind kind, JsonNode body) {
    String title = body.path("proposal").path("title").asString("");
    int round = body.path("proposal").path("round").asInt(0);
    return switch (kind) {
      case PROPOSAL_OPENED -> "proposes: " + title;
      case PROPOSAL_ROUND -> "added round " + round;
      case PROPOSAL_REVIEWED ->
          switch (body.path("decision").asString("")) {
            case "APPROVE" -> "approves round " + round;
            case "REQUEST_CHANGES" -> "asks for changes of round " + round;
            default -> "reviewed the proposal";
          };
      case PROPOSAL_COMMENTED -> "commented";
      case PROPOSAL_WITHDRAWN -> "withdrew the proposal";
      case PROPOSAL_MERGED ->
          "merged the proposal for " + body.path("stage").asString("").toLowerCase(Locale.ROOT);
      case REVISIONS_PUBLISHED -> "published what the proposal changes";
      case EVENT_TYPE_DEPRECATED -> "deprecated an event type";
    };
  }

  private static String plain(List<Paragraph> paragraphs, String link, String end) {
    StringBuilder text = new StringBuilder();
    for (Paragraph paragraph : paragraphs) {
      text.append(paragraph.sentence()).append("\n\n");
      if (!paragraph.quote().isBlank()) {
        paragraph.quote().lines().forEach(line -> text.append("> ").append(line).append('\n'));
        text.append('\n');
      }
    }
    text.append(link).append("\n\n-- \n").append(WHY).append('\n');
    if (!end.isEmpty()) {
      text.append("No more of them: ").append(end).append('\n');
    }
    return text.toString();
  }

  private static String html(List<Paragraph> paragraphs, String link, String end) {
    StringBuilder html = new StringBuilder("<!DOCTYPE html>\n<html><body>\n");
    for (Paragraph paragraph : paragraphs) {
      html.append("<p>").append(Mail.escaped(paragraph.sentence())).append("</p>\n");
      if (!paragraph.quote().isBlank()) {
        html.append("<blockquote style=\"white-space: pre-wrap\">")
            .append(Mail.escaped(paragraph.quote()))
            .append("</blockquote>\n");
      }
    }
    html.append("<p>").append(anchor(link, link)).append("</p>\n<p><small>").append(WHY);
    if (!end.isEmpty()) {
      html.append(' ').append(anchor(end, "No more of them"));
    }
    return html.append("</small></p>\n</body></html>\n").toString();
  }

  private static String anchor(String url, String words) {
    return "<a href=\"%s\">%s</a>".formatted(Mail.escaped(url), Mail.escaped(words));
  }
}
