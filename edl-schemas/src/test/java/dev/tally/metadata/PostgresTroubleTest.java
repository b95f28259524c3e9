package dev.tally.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.Test;

/** What is said when a real PostgreSQL refuses, fails or goes away. */
class PostgresTroubleTest {
  @Test
  void eachIsOneClearLine() {
    Databases server = Databases.postgres();
    MetadataSettings settings = server.next();
    String url = settings.jdbcUrl().replaceFirst("/test1", "/absent");
    assertThat(url).isNotEqualTo(settings.jdbcUrl());
    assertCode(
        () -> MetadataDatabase.open(new MetadataSettings(url, settings.user(), "secret")),
        ErrorCode.CONFIG_INVALID,
        "\"absent\" does not exist");

    try (var database = MetadataDatabase.open(settings)) {
      database.migrate("sample");
      assertThatThrownBy(() -> database.withHandle(h -> h.execute("no SQL")))
          .isInstanceOf(JdbiException.class);

      server.close();
      assertCode(
          () -> database.withHandle(h -> h.execute("SELECT 1")),
          ErrorCode.METADATA_UNAVAILABLE,
          "does not answer");
    }
  }

  /** A machine that is gone must not keep its locks for the two hours that are the default. */
  @Test
  void theServerAsksAfterSilentClients() {
    try (Databases server = Databases.postgres();
        var database = MetadataDatabase.open(server.next())) {
      assertThat(database.isShared()).isTrue();
      assertThat(
              List.of(
                  show(database, "tcp_keepalives_idle"),
                  show(database, "tcp_keepalives_interval"),
                  show(database, "tcp_keepalives_count")))
          .containsExactly("15", "5", "3");
    }
  }

  private static String show(MetadataDatabase database, String parameter) {
    return database.withHandle(h -> h.createQuery("SHOW " + parameter).mapTo(String.class).one());
  }

  private static void assertCode(ThrowingCallable call, ErrorCode code, String words) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(TallyException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(words)
        .hasMessageNotContainingAny("\n", "secret");
  }
}
