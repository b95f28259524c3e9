package dev.tally.codegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.codegen.Generate.Difference;
import dev.tally.codegen.Generate.Difference.Kind;
import dev.tally.edl.model.EdlFile;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GenerateTest {
  private static final String FLIGHT = "flights/FlightDeparted.java";

  @TempDir private Path scratch;
  private Path out = Path.of("");
  private Generate generate = new Generate(Language.JAVA, out);
  private List<EdlFile> edl = List.of();

  @BeforeEach
  void load() {
    out = scratch.resolve("out/java");
    generate = new Generate(Language.JAVA, out);
    edl = TestEdl.load(scratch);
  }

  private List<EdlFile> withoutShop() {
    return edl.stream().filter(file -> !file.path().startsWith("shop/")).toList();
  }

  @Test
  void writesOnceAndThenNothing() throws IOException {
    int count = new JavaGenerator().generate(edl).size();
    assertThat(generate.check(edl)).hasSize(count).allMatch(d -> d.kind() == Kind.MISSING);
    assertThat(out).doesNotExist();

    assertThat(generate.write(edl).changes()).hasSize(count);
    assertThat(generate.check(edl)).isEmpty();

    FileTime old = FileTime.from(Instant.parse("2001-01-01T00:00:00Z"));
    Files.setLastModifiedTime(out.resolve(FLIGHT), old);
    assertThat(generate.write(edl)).isEqualTo(new Generate.Report(List.of(), count));
    assertThat(Files.getLastModifiedTime(out.resolve(FLIGHT))).isEqualTo(old);
  }

  @Test
  void putsAnEditedFileRight() throws IOException {
    generate.write(edl);
    String content = Files.readString(out.resolve(FLIGHT));
    Files.writeString(out.resolve(FLIGHT), content + "// edited\n");
    List<Difference> outdated = List.of(new Difference(FLIGHT, Kind.OUTDATED));
    assertThat(generate.check(edl)).isEqualTo(outdated);
    assertThat(generate.write(edl).changes()).isEqualTo(outdated);
    assertThat(out.resolve(FLIGHT)).hasContent(content);
  }

  @Test
  void removesItsFilesOfEventTypesThatAreGoneAndNoOthers() throws IOException {
    generate.write(edl);
    Path own = Files.writeString(out.resolve("com/example/Own.java"), "package com.example;\n");
    assertThat(generate.check(withoutShop()))
        .contains(new Difference("com/example/shop/Registration.java", Kind.STALE))
        .allMatch(d -> d.kind() == Kind.STALE);
    assertThat(generate.write(withoutShop()).changes()).hasSize(4);
    assertThat(out.resolve("com/example/shop")).doesNotExist();
    assertThat(own).hasContent("package com.example;\n");
    assertThat(generate.check(withoutShop())).isEmpty();
  }

  @Test
  void overwritesNoFileThatItDidNotWrite() throws IOException {
    Path file = out.resolve(FLIGHT);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "package flights;\n");
    assertThatThrownBy(() -> generate.write(edl))
        .isInstanceOf(TallyException.class)
        .hasMessageContaining("is in the way")
        .returns(ErrorCode.CONFIG_INVALID, e -> ((TallyException) e).code());
    assertThat(file).hasContent("package flights;\n");
    assertThat(out.resolve("odd")).doesNotExist();
  }

  @Test
  void refusesAJavaPackageThatLeadsOutOfTheFolder() {
    EdlFile bad = new EdlFile("bad.proto", "bad", "../../evil", "", edl.get(0).eventTypes());
    assertThatThrownBy(() -> generate.write(List.of(bad)))
        .isInstanceOf(TallyException.class)
        .hasMessageContaining("bad.proto: java_package '../../evil'")
        .returns(ErrorCode.EDL_INVALID, e -> ((TallyException) e).code());
  }

  @Test
  void refusesTwoTypesOfOneJavaName() {
    EdlFile flights =
        edl.stream().filter(file -> file.path().equals("flights.proto")).findFirst().orElseThrow();
    EdlFile other =
        new EdlFile(
            "other.proto",
            "other",
            "flights",
            "",
            flights.eventTypes().stream().map(GenerateTest::inPackageOther).toList());
    assertThatThrownBy(() -> generate.write(List.of(flights, other)))
        .isInstanceOf(TallyException.class)
        .hasMessageContaining("flights.FlightDeparted")
        .hasMessageContaining("other.FlightDeparted")
        .returns(ErrorCode.EDL_NAME_CONFLICT, e -> ((TallyException) e).code());
  }

  private static dev.tally.edl.model.EventType inPackageOther(dev.tally.edl.model.EventType type) {
    return new dev.tally.edl.model.EventType(
        type.name().replace("flights.", "other."),
        type.description(),
        type.owner(),
        type.rawRetention(),
        type.delivery(),
        type.attributes(),
        type.metrics(),
        type.alerts());
  }

  @Test
  void knowsLanguagesByName() {
    assertThat(Language.named("java")).contains(Language.JAVA);
    assertThat(Language.named("cobol")).isEmpty();
  }
}
