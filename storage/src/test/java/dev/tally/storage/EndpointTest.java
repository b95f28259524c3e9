package dev.tally.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointTest {
  @Test
  void thePasswordIsNotPrinted() {
    Endpoint endpoint =
        new Endpoint(URI.create("https://ch:8443"), "tally", "secret", "tally", "events");
    assertThat(endpoint.toString())
        .isEqualTo("tally@https://ch:8443/tally (views in events)")
        .doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource({
    "tcp://ch:9000, tally, events, tcp://ch:9000 is not http",
    "ch, tally, events, ch is not http",
    "http://ch, tally-x, events, database 'tally-x'",
    "http://ch, tally, 1events, views database '1events'",
    "http://ch, same, same, both same"
  })
  void whatCantBeIsRefused(String url, String database, String views, String message) {
    assertThatThrownBy(() -> new Endpoint(URI.create(url), "tally", "", database, views))
        .isInstanceOfSatisfying(
            TallyException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIG_INVALID))
        .hasMessageContaining(message);
  }
}
