package dev.tally.codegen;

import dev.tally.edl.model.EventType;
import dev.tally.edl.model.PiiClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Javadoc from what the EDL says. */
final class Javadocs {
  private static final Pattern BLANK_LINE = Pattern.compile("\\R\\s*\\R");
  private static final Pattern LINE_BREAK = Pattern.compile("\\h*\\R\\h*");

  private Javadocs() {}

  static String event(EventType eventType) {
    String facts = "Event type {@code " + escape(eventType.name()) + "}";
    if (!eventType.owner().isEmpty()) {
      facts += "; owner: " + escape(eventType.owner());
    }
    return paragraphs(eventType.description(), facts + ".");
  }

  static String member(Member member) {
    List<String> facts = new ArrayList<>();
    if (member.isRequired()) {
      facts.add("Required.");
    }
    if (!member.attribute().unit().isEmpty()) {
      facts.add("Unit: " + escape(member.attribute().unit()) + ".");
    }
    if (member.attribute().pii() != PiiClass.UNSPECIFIED) {
      facts.add("PII: " + pii(member.attribute().pii()) + ".");
    }
    if (member.attribute().eventTime()) {
      facts.add(
          member.isRequired()
              ? "The event's time."
              : "The event's time; that of sending when it is not set.");
    }
    facts.addAll(shape(member));
    return paragraphs(member.attribute().description(), String.join(" ", facts));
  }

  /**
   * Of a setter with something to say on its parameter.
   *
   * @param parameter name and words
   */
  static String member(Member member, String parameter) {
    String doc = member(member);
    return (doc.isEmpty() ? "" : doc + "\n\n") + "@param " + parameter;
  }

  private static List<String> shape(Member member) {
    return switch (member.attribute().type()) {
      case UINT32, FIXED32 -> List.of("Unsigned: the bits of an int.");
      case UINT64, FIXED64 -> List.of("Unsigned: the bits of a long.");
      case INT32, SINT32, SFIXED32, INT64, SINT64, SFIXED64, FLOAT, DOUBLE -> List.of();
      case STRUCT ->
          List.of("JSON: strings, numbers, booleans, null, maps and collections of these.");
      case BOOL, STRING, BYTES, ENUM, TIMESTAMP, DURATION -> List.of();
    };
  }

  /** A description as Javadoc; with {@code @}, tags, {@code *}/ and unicode escapes disarmed. */
  static String paragraphs(String description, String facts) {
    List<String> paragraphs = new ArrayList<>();
    for (String paragraph : BLANK_LINE.splitAsStream(description.strip()).toList()) {
      if (!paragraph.isBlank()) {
        paragraphs.add(escape(LINE_BREAK.matcher(paragraph.strip()).replaceAll("\n")));
      }
    }
    if (!facts.isEmpty()) {
      paragraphs.add(facts);
    }
    return String.join("\n\n<p>", paragraphs);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("@", "&#64;")
        .replace("{", "&#123;")
        .replace("}", "&#125;")
        .replace("*/", "*&#47;")
        .replace("\\", "&#92;");
  }

  private static String pii(PiiClass pii) {
    return pii.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
