package dev.tally.app.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tally.app.service.Folders;
import dev.tally.edl.gate.CheckResult;
import dev.tally.edl.gate.Checks;
import dev.tally.edl.load.EdlLoader;
import dev.tally.edl.load.IncrementalLoader;
import dev.tally.edl.load.ProtoCompiler;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a check of event types takes that were made up, and one of a change of them. */
final class ChecksBench {
  private static final int WARM_UP = 2;
  private static final int ROUNDS = 7;
  private static final int CHANGES_WARM_UP = 5;
  private static final int CHANGES = 30;

  private final Map<String, String> texts;
  private final ProtoCompiler protoc;

  ChecksBench(Map<String, String> texts, ProtoCompiler protoc) {
    this.texts = texts;
    this.protoc = protoc;
  }

  SchemasReport.Checked run() throws Exception {
    try (GeneratedFolder folder = GeneratedFolder.of(texts);
        GeneratedFolder changed = GeneratedFolder.of(GeneratedEdl.changed(texts, 0))) {
      String path = folder.path().toString();
      return new SchemasReport.Checked(
          Timed.of(1, ROUNDS, _ -> process("check", path)),
          Timed.of(1, ROUNDS, _ -> process("check", changed.path().toString(), "--against", path)),
          whole(),
          change());
    }
  }

  private Timed whole() throws Exception {
    Checks checks = new Checks(new EdlLoader(protoc), Clock.systemUTC());
    return Timed.of(WARM_UP, ROUNDS, _ -> requireSound(checks.check(Map.of(), texts)));
  }

  private Timed change() throws Exception {
    Checks checks = new Checks(new IncrementalLoader(protoc), Clock.systemUTC());
    return Timed.of(
        CHANGES_WARM_UP,
        CHANGES,
        round -> requireSound(checks.check(texts, GeneratedEdl.changed(texts, round))));
  }

  private static void requireSound(CheckResult result) {
    if (result.fails()) {
      throw new TallyException(
          ErrorCode.INTERNAL,
          "generated EDL: %s %s".formatted(result.problems(), result.verdicts()));
    }
  }

  /** As a person starts it, by the launcher. */
  private static void process(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(Folders.root().resolve("tally").toString()));
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile(Folders.state(), "bench-check", ".txt");
    try {
      int exit =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start()
              .waitFor();
      if (exit != 0) {
        String said = new String(Files.readAllBytes(output), UTF_8);
        throw new TallyException(
            ErrorCode.INTERNAL,
            "%s ended with %d: %s"
                .formatted(
                    String.join(" ", command),
                    exit,
                    said.substring(0, Math.min(500, said.length()))));
      }
    } finally {
      Files.delete(output);
    }
  }
}
