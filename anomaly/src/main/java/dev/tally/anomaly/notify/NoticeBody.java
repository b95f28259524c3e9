package dev.tally.anomaly.notify;

import dev.tally.anomaly.life.Alert;
import dev.tally.anomaly.notify.Notice.Kind;
import dev.tally.anomaly.view.AlertView;
import java.time.Instant;
import tools.jackson.databind.json.JsonMapper;

/** What a webhook receives. */
final class NoticeBody {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private NoticeBody() {}

  /**
   * @param text one sentence; the key by which chat programs know a message
   * @param decidedAt by the clock of the evaluator
   */
  private record Body(String kind, String text, Instant decidedAt, AlertView alert) {}

  static String of(Alert alert, Kind kind, String sentence, Instant decidedAt) {
    return JSON.writeValueAsString(new Body(kind.name(), sentence, decidedAt, AlertView.of(alert)));
  }
}
