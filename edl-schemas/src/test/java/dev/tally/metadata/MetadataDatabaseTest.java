package dev.tally.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetadataDatabaseTest {
  private static MetadataSettings memory() {
    return MetadataSettings.memory(UUID.randomUUID().toString());
  }

  @Test
  void modulesMigrateIndependentlyAndTwiceIsOnce() {
    try (var database = MetadataDatabase.open(memory())) {
      database.migrate("sample");
      database.migrate("other");
      database.withHandle(h -> h.execute("INSERT INTO note VALUES (1, 'kept')"));
      database.migrate("sample");
      assertThat(note(database)).isEqualTo("kept");
      assertThat(history(database, "flyway_sample")).isEqualTo(1);
      assertThat(history(database, "flyway_other")).isEqualTo(1);
    }
  }

  private static String note(MetadataDatabase database) {
    return database.withHandle(
        h -> h.createQuery("SELECT words FROM note").mapTo(String.class).one());
  }

  private static int history(MetadataDatabase database, String table) {
    return database.withHandle(
        h ->
            h.createQuery("SELECT count(*) FROM <table> WHERE version = '1' AND success")
                .define("table", table)
                .mapTo(Integer.class)
                .one());
  }

  @Test
  void aFileKeepsWhatWasWritten(@TempDir Path folder) {
    MetadataSettings settings = MetadataSettings.file(folder.resolve("metadata"));
    try (var database = MetadataDatabase.open(settings)) {
      database.migrate("sample");
      database.withHandle(h -> h.execute("INSERT INTO note VALUES (1, 'kept')"));
    }
    try (var database = MetadataDatabase.open(settings)) {
      database.migrate("sample");
      assertThat(note(database)).isEqualTo("kept");
    }
  }

  @Test
  void anInterruptedThreadDoesNotCloseTheFileForAll(@TempDir Path folder) {
    MetadataSettings settings = MetadataSettings.file(folder.resolve("metadata"));
    try (var database = MetadataDatabase.open(settings)) {
      database.migrate("sample");
      database.withHandle(
          h -> {
            h.execute("INSERT INTO note VALUES (1, 'before')");
            Thread.currentThread().interrupt();
            return h.execute("UPDATE note SET words = 'kept'");
          });
      assertThat(Thread.interrupted()).isTrue();
      assertThat(note(database)).isEqualTo("kept");
    }
  }

  @Test
  void memoryIsGoneWhenClosed() {
    MetadataSettings settings = memory();
    try (var database = MetadataDatabase.open(settings)) {
      database.migrate("sample");
    }
    try (var database = MetadataDatabase.open(settings)) {
      assertThatThrownBy(() -> note(database)).isInstanceOf(JdbiException.class);
    }
  }

  @Test
  void aFailedTransactionChangesNothing() {
    try (var database = MetadataDatabase.open(memory())) {
      database.migrate("sample");
      assertThatThrownBy(
              () ->
                  database.inTransaction(
                      h -> {
                        h.execute("INSERT INTO note VALUES (1, 'a')");
                        h.execute("INSERT INTO note VALUES (1, 'b')");
                        return 0;
                      }))
          .isInstanceOf(JdbiException.class);
      int notes =
          database.withHandle(
              h -> h.createQuery("SELECT count(*) FROM note").mapTo(Integer.class).one());
      assertThat(notes).isZero();
    }
  }

  @Test
  void aFileThatAnotherProcessHoldsIsOneClearLine(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("metadata");
    Process holder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                DatabaseHolder.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var said = holder.inputReader()) {
      assertThat(said.readLine()).isEqualTo(DatabaseHolder.OPENED);
      assertRefused(
          () -> MetadataDatabase.open(MetadataSettings.file(file)),
          ErrorCode.METADATA_UNAVAILABLE,
          "is in use by another process");
    } finally {
      holder.getOutputStream().close();
      holder.waitFor();
    }
  }

  @Test
  void postgresThatIsAwayIsOneClearLine() throws IOException {
    int free;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    String url = "jdbc:postgresql://127.0.0.1:%d/tally?password=secret".formatted(free);
    assertRefused(
        () -> MetadataDatabase.open(new MetadataSettings(url, "tally", "secret")),
        ErrorCode.METADATA_UNAVAILABLE,
        "does not answer");
  }

  @Test
  void aForeignUrlIsRefused() {
    assertRefused(
        () -> new MetadataSettings("jdbc:mysql://u:secret@host/db?password=secret", "", ""),
        ErrorCode.CONFIG_INVALID,
        "jdbc:mysql://host/db");
  }

  @Test
  void settingsShowNoSecret() {
    assertThat(
            new MetadataSettings(
                "jdbc:postgresql://u:secret@host/db?password=secret", "u", "secret"))
        .hasToString("MetadataSettings[jdbcUrl=jdbc:postgresql://host/db, user=u, password=***]");
  }

  private static void assertRefused(ThrowingCallable call, ErrorCode code, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            TallyException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.getMessage())
                  .contains(message)
                  .doesNotContain("\n")
                  .doesNotContain("secret");
            });
  }
}
