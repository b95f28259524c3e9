package dev.tally.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeduplicationRepairTest {
  @TempDir Path directory;

  private Path table = Path.of("");
  private Path log = Path.of("");

  @BeforeEach
  void createTable() throws IOException {
    table = Files.createDirectories(directory.resolve("store/abc/abcdef"));
    log = Files.createDirectories(table.resolve("deduplication_logs"));
    log = log.resolve("deduplication_log_10.txt");
    Files.writeString(log.resolveSibling("deduplication_log_9.txt"), "1\t20010101_1_1_0\told\n");
    for (String part : new String[] {"20010101_2_5_1", "20010102_6_6_0", "tmp_insert_all_7_7_0"}) {
      Files.createDirectories(table.resolve(part));
    }
  }

  @Test
  void onlyTokensWithoutAPartAreTakenBack() throws IOException {
    String noted =
        """
        1\t20010101_3_3_0\tmerged
        1\t20010102_6_6_0\tthere
        1\t20010102_3_3_0\tother partition
        1\t20010103_8_8_0\tmissing
        1\t20010103_9_9_0\tdropped before
        2\t20010103_9_9_0\tdropped before
        """;
    Files.writeString(log, noted);
    assertThat(DeduplicationRepair.run(directory)).isEqualTo(2);
    String repaired =
        noted
            + """
            2\t20010102_3_3_0\tother partition
            2\t20010103_8_8_0\tmissing
            """;
    assertThat(log).hasContent(repaired);
    assertThat(DeduplicationRepair.run(directory)).isZero();
    assertThat(log).hasContent(repaired);
  }

  @Test
  void aLineWithoutItsEndIsCutOff() throws IOException {
    Files.writeString(log, "1\t20010102_6_6_0\tthere\n1\t20010102_6_");
    assertThat(DeduplicationRepair.run(directory)).isZero();
    assertThat(log).hasContent("1\t20010102_6_6_0\tthere\n");
  }

  @Test
  void anEngineThatNeverRanHasNothingToRepair() throws IOException {
    assertThat(DeduplicationRepair.run(directory.resolve("new"))).isZero();
  }
}
