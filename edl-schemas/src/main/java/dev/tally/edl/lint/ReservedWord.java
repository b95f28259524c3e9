package dev.tally.edl.lint;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import dev.tally.edl.check.Area;
import dev.tally.edl.check.CheckRule;
import dev.tally.edl.check.Severity;
import dev.tally.edl.model.EventType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

final class ReservedWord implements LintRule {
  private static final CheckRule RULE =
      new CheckRule(
          "RESERVED_WORD",
          Area.LINT,
          Severity.WARNING,
          "No name is one that a language of the SDKs, SQL or the views keep for themselves.",
          "It would be called something else there, 'class_' or '_received', or had to be quoted in"
              + " every query, and what people look for is not where they look.");

  @Override
  public CheckRule rule() {
    return RULE;
  }

  @Override
  public void judge(Reach reach, Complaints complaints) {
    reach.files().forEach(file -> judge(file, reach, complaints));
    for (EventType type : reach.schema().eventTypes()) {
      String name = type.name().substring(type.name().lastIndexOf('.') + 1);
      ReservedWords.ofClass(name)
          .ifPresent(
              by ->
                  complaints.add(
                      type.name(),
                      reach.schema().place(type),
                      "event type '%s' is called like %s".formatted(name, by),
                      "say what happened: '%sHappened'".formatted(name)));
    }
    for (EnumDescriptor type : reach.enums()) {
      ReservedWords.ofClass(type.getName())
          .ifPresent(
              by ->
                  complaints.add(
                      type.getFullName(),
                      reach.schema().place(type),
                      "enum '%s' is called like %s".formatted(type.getName(), by),
                      "call it '%sKind'".formatted(type.getName())));
    }
    reach.uses().forEach(use -> judge(use, reach, complaints));
  }

  private static void judge(FileDescriptor file, Reach reach, Complaints complaints) {
    for (String word : Arrays.asList(file.getPackage().split("\\.", -1))) {
      ReservedWords.ofPackage(word)
          .ifPresent(
              by ->
                  complaints.add(
                      file.getPackage(),
                      reach.schema().place(file, List.of(FileDescriptorProto.PACKAGE_FIELD_NUMBER)),
                      "'%s' of package '%s' is %s".formatted(word, file.getPackage(), by),
                      "take another word"));
    }
  }

  private static void judge(Reach.Use use, Reach reach, Complaints complaints) {
    String name = use.name();
    // An event time that is called so is the row's time.
    Optional<String> by =
        use.attribute().eventTime() && name.equals("time")
            ? Optional.empty()
            : ReservedWords.ofAttribute(name, use.words());
    by.ifPresent(
        words ->
            complaints.add(
                use.subject(),
                reach.schema().place(use.field()),
                "attribute '%s' is called like %s".formatted(name, words),
                "add a word: '%s_%s'".formatted(Words.snakeCase(eventWord(use)), name)));
  }

  /** {@code Flight} of {@code flights.FlightDeparted}. */
  private static String eventWord(Reach.Use use) {
    return Words.of(use.field().getContainingType().getName()).getFirst();
  }
}
