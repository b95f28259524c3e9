package dev.tally.edl.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.edl.model.AlertRule;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Metric;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EventTypeJsonTest {
  @Test
  void whatIsWrittenIsReadBack() {
    EventType full = EventTypes.full();
    assertThat(EventTypeJson.read(EventTypeJson.write(full))).isEqualTo(full);

    EventType plain = EventTypes.plain("a.B", "");
    assertThat(EventTypeJson.read(EventTypeJson.write(plain))).isEqualTo(plain);
  }

  /** Old fingerprints stand in applications that nobody rebuilds: this text must never change. */
  @Test
  void neutralValuesAreLeftOut() {
    assertThat(EventTypeJson.write(EventTypes.plain("a.B", "")))
        .isEqualTo(
            """
            {"name":"a.B","owner":"team","rawRetention":"30d",\
            "attributes":[{"name":"a","path":[1],"type":"STRING"}]}""");
  }

  @Test
  void fingerprintIsTheStartOfTheSha256() {
    // By coreutils' sha256sum, of the text above.
    assertThat(Fingerprint.of(EventTypes.plain("a.B", "")))
        .isEqualTo(Long.parseUnsignedLong("a671927024858b69", 16));
  }

  @Test
  void anyChangeOfContentChangesTheFingerprint() {
    assertThat(Fingerprint.of(EventTypes.plain("a.B", "")))
        .isNotEqualTo(Fingerprint.of(EventTypes.plain("a.B", "words")))
        .isNotEqualTo(Fingerprint.of(EventTypes.plain("a.C", "")));
  }

  /** A component that the codec forgets would be lost at publication. */
  @Test
  void everyComponentOfTheModelIsWritten() {
    JsonNode json = JsonMapper.shared().readTree(EventTypeJson.write(EventTypes.full()));
    assertThat(json.propertyNames()).containsExactlyElementsOf(components(EventType.class));
    assertThat(json.get("metrics").get(0).propertyNames())
        .containsExactlyElementsOf(components(Metric.class));
    assertThat(json.get("alerts").get(0).propertyNames())
        .containsExactlyElementsOf(components(AlertRule.class));
  }

  private static List<String> components(Class<? extends Record> type) {
    return Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).toList();
  }

  @Test
  void whatIsNoEventTypeIsOneClearError() {
    for (String text :
        Set.of("", "{", "[]", "{}", "{\"name\":\"a\",\"owner\":\"b\",\"rawRetention\":\"x\"}")) {
      assertThatThrownBy(() -> EventTypeJson.read(text))
          .isInstanceOfSatisfying(
              TallyException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL));
    }
  }
}
