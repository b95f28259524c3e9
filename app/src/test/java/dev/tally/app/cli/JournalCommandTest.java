package dev.tally.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.tally.collector.journal.Disk;
import dev.tally.collector.journal.Journal;
import dev.tally.collector.journal.JournalDirectory;
import dev.tally.collector.journal.JournalSettings;
import dev.tally.collector.journal.Submission;
import dev.tally.error.TallyException;
import dev.tally.ingest.v1.Batch;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class JournalCommandTest {
  private static final int BATCHES = 5;

  @TempDir private Path folder;
  private Path journal = Path.of("");
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void fill() {
    journal = folder.resolve("journal");
    try (JournalDirectory directory = JournalDirectory.open(journal, new Random(1));
        Journal filled =
            Journal.open(directory, JournalSettings.DEFAULTS, Journal.Start.NEW, Disk.REAL)) {
      for (int number = 1; number <= BATCHES; number++) {
        // One sync each: damage in the last group that was synced would pass for a torn tail.
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        filled.append(submission(number, done));
        done.join();
      }
    }
  }

  private static Submission submission(int number, CompletableFuture<Boolean> done) {
    byte[] producer = new byte[16];
    producer[15] = 7;
    byte[] batch =
        Batch.newBuilder()
            .setProducer(ByteString.copyFrom(producer))
            .setNumber(number)
            .setAttempt(1)
            .build()
            .toByteArray();
    return new Submission(0, 7, number, 1_000, 3, batch, new Done(done));
  }

  private record Done(CompletableFuture<Boolean> future) implements Submission.Completion {
    @Override
    public void durable(boolean repeat) {
      future.complete(repeat);
    }

    @Override
    public void failed(TallyException reason) {
      future.completeExceptionally(reason);
    }
  }

  @Test
  void inspectsVerifiesAndReplays() {
    assertThat(run("inspect")).isZero();
    assertThat(out.toString()).contains("pending    5 batches, 15 events");

    assertThat(run("inspect", "--json")).isZero();
    JsonNode report = JsonMapper.builder().build().readTree(out.toString());
    assertThat(report.path("pendingEvents").asInt()).isEqualTo(15);
    assertThat(report.path("segments").path(0).path("batches").asInt()).isEqualTo(BATCHES);

    assertThat(run("verify")).isZero();
    assertThat(out.toString()).contains("1 files, 6 records").contains("sound");

    assertThat(run("replay", "--into", folder.resolve("new").toString(), "--from", "4")).isZero();
    assertThat(out.toString()).contains("2 batches, 6 events from position 4 on");
    journal = folder.resolve("new");
    assertThat(run("verify")).isZero();
  }

  @Test
  void aDamagedByteIsAnExitCodeAndALocatedLine() throws IOException {
    Path segment = journal.resolve("0000000000000000001.segment");
    byte[] bytes = Files.readAllBytes(segment);
    bytes[bytes.length / 2] ^= 1;
    Files.write(segment, bytes);
    assertThat(run("verify")).isEqualTo(1);
    assertThat(out.toString())
        .containsPattern("0000000000000000001\\.segment:\\d+: \\d+ bytes: can't be read");
  }

  @Test
  void aJournalInUseIsLeftAlone() {
    try (JournalDirectory _ = JournalDirectory.open(journal, new Random(1))) {
      assertThat(run("inspect")).isEqualTo(OneLineErrors.EXIT_CAPACITY);
      assertThat(err.toString()).contains("[JOURNAL_IN_USE]");
    }
  }

  private int run(String command, String... more) {
    out.getBuffer().setLength(0);
    String[] arguments = new String[3 + more.length];
    arguments[0] = command;
    arguments[1] = "--journal";
    arguments[2] = journal.toString();
    System.arraycopy(more, 0, arguments, 3, more.length);
    return new CommandLine(new JournalCommand())
        .setExecutionExceptionHandler(new OneLineErrors())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }
}
