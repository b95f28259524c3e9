package dev.tally.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineLibraryTest {
  @TempDir Path directory;

  @Test
  void theSettingWinsOverTheDataDirectory() throws IOException {
    Path installed = installed();
    Path set = Files.writeString(directory.resolve("other.so"), "");
    assertThat(EngineLibrary.locate(Optional.of(set), directory)).isEqualTo(set);
    assertThat(EngineLibrary.locate(Optional.empty(), directory)).isEqualTo(installed);
  }

  @Test
  void aLibraryThatIsNotThereIsMissingWhereverTheOtherIs() throws IOException {
    installed();
    assertThatThrownBy(
            () -> EngineLibrary.locate(Optional.of(directory.resolve("gone.so")), directory))
        .isInstanceOfSatisfying(
            TallyException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ENGINE_MISSING))
        .hasMessageContaining("gone.so")
        .hasMessageContaining("./tally up");
  }

  @Test
  void thePackageIsPinnedByItsContentAndNotByAnAddress() throws IOException {
    String lock = EngineFiles.resource("package-lock.json");
    assertThat(lock)
        .contains("\"version\": \"26.7.3-stable.1\"")
        .contains("\"integrity\": \"sha512-")
        .doesNotContain("resolved")
        .doesNotContain("http");
  }

  @Test
  void anInstalledLibraryOfThisVersionIsNotFetchedAgain() throws IOException {
    Path installed = installed();
    Files.writeString(
        directory.resolve("engine/installed.json"), EngineFiles.resource("package-lock.json"));
    assertThat(EngineLibrary.install(directory)).isEqualTo(installed);
  }

  private Path installed() throws IOException {
    Path library = directory.resolve("engine/node_modules/@chdb/lib-linux-x64-gnu/libchdb.so");
    Files.createDirectories(library.getParent());
    return Files.writeString(library, "");
  }
}
