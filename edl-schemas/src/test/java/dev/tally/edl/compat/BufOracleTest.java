package dev.tally.edl.compat;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.tally.edl.check.Verdict;
import dev.tally.edl.load.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our rules and those of buf find the same at the same elements, of a generated corpus. */
class BufOracleTest {
  private static final int PAIRS = 1_200;
  private static final int BATCH = 300;
  private static final long SEED = 20_261_123;

  private static final List<Pattern> ELEMENTS =
      List.of(
          Pattern.compile("[Ff]ield \"(?<n>\\d+)\".* on message \"(?<e>[\\w.]+)\""),
          Pattern.compile("[Ee]num value \"(?<n>-?\\d+)\" on enum \"(?<e>[\\w.]+)\""),
          Pattern.compile("Message \"(?<e>[\\w.]+)\" had required field \"(?<n>\\d+)\""),
          Pattern.compile("reserved .* on (?:message|enum) \"(?<e>[\\w.]+)\""),
          Pattern.compile("(?:message|enum) \"(?<e>[\\w.]+)\" was deleted from"),
          Pattern.compile("Enum \"(?<e>[\\w.]+)\" changed from"));

  @TempDir Path folder;

  @Test
  void verdictsAgree() throws IOException {
    Buf buf = Buf.find();
    Set<String> problems = new TreeSet<>();
    Set<String> bufRules = new HashSet<>();
    Set<String> ourRules = new HashSet<>();
    Random random = new Random(SEED);
    for (int first = 0; first < PAIRS; first += BATCH) {
      Map<String, String> before = new TreeMap<>();
      Map<String, String> after = new TreeMap<>();
      for (int i = first; i < first + BATCH; i++) {
        MutatedPackage mutated = new MutatedPackage(i, random);
        before.putAll(mutated.files());
        for (int times = 1 + random.nextInt(3); times > 0; times--) {
          mutated.mutate();
        }
        after.putAll(mutated.files());
      }
      Pair pair = pair("batch" + first, buf, before, after);
      problems.addAll(pair.disagreements());
      pair.annotations.forEach(annotation -> bufRules.add(annotation.rule()));
      pair.verdicts.forEach(verdict -> ourRules.add(verdict.rule().id()));
    }
    assertThat(problems).isEmpty();
    // the corpus shows every rule that has a counterpart, on both sides
    assertThat(bufRules)
        .containsAll(BufCounterparts.COUNTERPARTS.stream().map(c -> c.buf()).toList());
    assertThat(ourRules)
        .containsAll(BufCounterparts.COUNTERPARTS.stream().map(c -> c.ours().id()).toList());
  }

  @Test
  void eachKnownDisagreementIsOne() throws IOException {
    Buf buf = Buf.find();
    int i = 0;
    for (BufCounterparts.Disagreement known : BufCounterparts.DISAGREEMENTS) {
      boolean isMoved = known.after().startsWith("//");
      Map<String, String> before =
          Map.of("a.proto", known.before(), "b.proto", "syntax = \"proto3\"; package p;");
      Map<String, String> after =
          isMoved
              ? Map.of("a.proto", "syntax = \"proto3\"; package p;", "b.proto", known.after())
              : Map.of("a.proto", known.after(), "b.proto", "syntax = \"proto3\"; package p;");
      Pair pair = pair("known" + i++, buf, before, after);
      assertThat(pair.annotations)
          .as(known.buf())
          .anyMatch(
              annotation ->
                  annotation.rule().equals(known.buf())
                      && known.message().matcher(annotation.message()).find());
      assertThat(pair.verdicts)
          .as(known.buf())
          .noneMatch(verdict -> BufCounterparts.ofBuf(known.buf()).contains(verdict.rule().id()));
    }
  }

  @Test
  void whatWeFindAlone() throws IOException {
    Pair pair =
        pair(
            "alone",
            Buf.find(),
            Map.of("a.proto", BufCounterparts.OURS_ALONE_BEFORE),
            Map.of("a.proto", BufCounterparts.OURS_ALONE_AFTER));
    assertThat(pair.annotations).isEmpty();
    assertThat(pair.verdicts)
        .extracting(Verdict::rule)
        .containsExactly(WireRules.REQUIRED_FIELD_CHANGED);
  }

  private Pair pair(String name, Buf buf, Map<String, String> before, Map<String, String> after)
      throws IOException {
    Path old = write(folder.resolve(name).resolve("before"), before);
    Path now = write(folder.resolve(name).resolve("after"), after);
    Path work = Files.createDirectories(folder.resolve(name).resolve("work"));
    Schema schema = Example.load(before);
    return new Pair(
        new Side(schema),
        new Side(Example.load(after)),
        buf.breaking(work, old, now),
        Compatibility.compare(schema, Example.load(after)));
  }

  private static Path write(Path folder, Map<String, String> texts) throws IOException {
    for (Map.Entry<String, String> file : texts.entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
    return folder;
  }

  private record Pair(
      Side before, Side after, List<Buf.Annotation> annotations, List<Verdict> verdicts) {
    Set<String> disagreements() {
      Map<String, String> entries = entries();
      Map<String, Set<String>> ours = new HashMap<>();
      for (Verdict verdict : verdicts) {
        for (String element : elements(verdict.subject())) {
          ours.computeIfAbsent(element, e -> new HashSet<>()).add(verdict.rule().id());
        }
      }
      Map<String, Set<String>> bufs = new HashMap<>();
      Set<String> problems = new TreeSet<>();
      for (Buf.Annotation annotation : annotations) {
        Set<String> counterparts = BufCounterparts.ofBuf(annotation.rule());
        if (!counterparts.isEmpty()) {
          String element = element(annotation, entries);
          bufs.computeIfAbsent(element, e -> new HashSet<>()).add(annotation.rule());
          boolean isOurs =
              ours.getOrDefault(element, Set.of()).stream().anyMatch(counterparts::contains);
          if (!isOurs && !BufCounterparts.isKnown(annotation)) {
            problems.add("only buf: " + element + " " + annotation + ", ours " + ours.get(element));
          }
        }
      }
      for (Verdict verdict : verdicts) {
        Set<String> counterparts = BufCounterparts.ofOurs(verdict.rule().id());
        Set<String> elements = elements(verdict.subject());
        boolean isBufs =
            elements.stream()
                .flatMap(element -> bufs.getOrDefault(element, Set.of()).stream())
                .anyMatch(counterparts::contains);
        if (!counterparts.isEmpty()
            && !isBufs
            && !BufCounterparts.isOursAlone(verdict.rule().id(), isEditions(verdict.subject()))) {
          problems.add("only ours: " + elements + " " + Example.line(verdict));
        }
      }
      return problems;
    }

    private boolean isEditions(String subject) {
      Descriptor message = after.messages().get(subject.substring(0, subject.lastIndexOf('.')));
      return message != null && message.getFile().toProto().getSyntax().equals("editions");
    }

    /** Map fields by their entry messages: buf tells of types in these. */
    private Map<String, String> entries() {
      Map<String, String> entries = new HashMap<>();
      for (Side side : List.of(after, before)) {
        for (Descriptor message : side.messages().values()) {
          for (FieldDescriptor field : message.getFields()) {
            if (field.isMapField()) {
              entries.put(
                  field.getMessageType().getName(), message.getName() + "#" + field.getNumber());
            }
          }
        }
      }
      return entries;
    }

    private static String element(Buf.Annotation annotation, Map<String, String> entries) {
      for (Pattern pattern : ELEMENTS) {
        Matcher matcher = pattern.matcher(annotation.message());
        if (matcher.find()) {
          String name = matcher.group("e").substring(matcher.group("e").lastIndexOf('.') + 1);
          if (entries.containsKey(name)) {
            return entries.getOrDefault(name, "");
          }
          return pattern.namedGroups().containsKey("n") ? name + "#" + matcher.group("n") : name;
        }
      }
      throw new AssertionError("what is that about? " + annotation);
    }

    /** {@code M1A}, {@code M1A#3}, {@code E1#2}; of a renumbered field or constant both. */
    private Set<String> elements(String subject) {
      String name = subject.substring(subject.lastIndexOf('.') + 1);
      if (before.messages().containsKey(subject) || before.enums().containsKey(subject)) {
        return Set.of(name);
      }
      String holder = subject.substring(0, subject.lastIndexOf('.'));
      Set<String> elements = new TreeSet<>();
      for (Side side : List.of(before, after)) {
        EnumDescriptor type = side.enums().get(holder);
        EnumValueDescriptor value = type == null ? null : type.findValueByName(name);
        if (value != null) {
          elements.add(value.getType().getName() + "#" + value.getNumber());
        }
        Descriptor message = side.messages().get(holder);
        FieldDescriptor field = message == null ? null : message.findFieldByName(name);
        if (field != null) {
          elements.add(field.getContainingType().getName() + "#" + field.getNumber());
        }
      }
      assertThat(elements).as(subject).isNotEmpty();
      return elements;
    }
  }
}
