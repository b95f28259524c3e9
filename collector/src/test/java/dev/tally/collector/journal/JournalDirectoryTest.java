package dev.tally.collector.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalDirectoryTest {
  @TempDir private Path path;

  @Test
  void keepsTheIdOfTheCollector() {
    String id;
    try (JournalDirectory directory = JournalDirectory.open(path.resolve("a/b"), new Random(5))) {
      id = directory.collectorId();
    }
    assertThat(id).matches("[0-9a-f]{16}");
    try (JournalDirectory directory = JournalDirectory.open(path.resolve("a/b"), new Random(6))) {
      assertThat(directory.collectorId()).isEqualTo(id);
    }
  }

  @Test
  void refusesASecondCollector() {
    try (JournalDirectory first = JournalDirectory.open(path, new Random(5))) {
      assertThat(first.path()).isEqualTo(path);
      assertFails(ErrorCode.JOURNAL_IN_USE);
    }
    JournalDirectory.open(path, new Random(5)).close();
  }

  @Test
  void refusesSegmentsWithoutTheirId() throws IOException {
    Files.createFile(Segment.path(path, 1));
    assertFails(ErrorCode.JOURNAL_CORRUPT);
  }

  @Test
  void refusesAnIdThatIsNone() throws IOException {
    Files.writeString(path.resolve("collector-id"), "not an id at all");
    assertFails(ErrorCode.JOURNAL_CORRUPT);
    Files.writeString(path.resolve("collector-id"), "0123456789abcdef\n");
    JournalDirectory.open(path, new Random(5)).close();
  }

  private void assertFails(ErrorCode code) {
    assertThatThrownBy(() -> JournalDirectory.open(path, new Random(5)))
        .isInstanceOfSatisfying(
            TallyException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.getMessage()).doesNotContain("\n").contains(path.toString());
            });
  }
}
