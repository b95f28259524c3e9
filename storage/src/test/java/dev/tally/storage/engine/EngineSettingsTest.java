package dev.tally.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineSettingsTest {
  @Test
  void theDataDirectoryBecomesAbsolute() {
    EngineSettings settings = settings(0, 0, EngineSettings.MEMORY_MIN_BYTES);
    assertThat(settings.dataDirectory()).isAbsolute();
  }

  @ParameterizedTest
  @CsvSource({
    "-1, 0, 536870912, HTTP port -1",
    "0, 65536, 536870912, TCP port 65536",
    "8123, 8123, 536870912, both 8123",
    "0, 0, 536870911, 536870911 bytes is too little"
  })
  void whatCantBeIsRefused(int http, int tcp, long memory, String message) {
    assertThatThrownBy(() -> settings(http, tcp, memory)).hasMessageContaining(message);
  }

  private static EngineSettings settings(int http, int tcp, long memory) {
    return new EngineSettings(Path.of("libchdb.so"), Path.of("engine"), http, tcp, memory);
  }
}
