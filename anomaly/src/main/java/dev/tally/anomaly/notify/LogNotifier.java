package dev.tally.anomaly.notify;

import dev.tally.delivery.Delivery;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Writes a line to the log, as loud as the alert is severe. */
public final class LogNotifier implements Notifier {
  private static final Logger log = LoggerFactory.getLogger(LogNotifier.class);

  @Override
  public Delivery send(Notice notice) {
    log.atLevel(level(notice))
        .log("alert {} {}: {}", notice.alertId(), word(notice.kind()), notice.sentence());
    return new Delivery.Delivered();
  }

  private static Level level(Notice notice) {
    return switch (notice.kind()) {
      case RESOLVED -> Level.INFO;
      case FIRED ->
          switch (notice.severity()) {
            case INFO -> Level.INFO;
            case WARNING -> Level.WARN;
            case CRITICAL -> Level.ERROR;
          };
    };
  }

  private static String word(Notice.Kind kind) {
    return switch (kind) {
      case FIRED -> "fires";
      case RESOLVED -> "is resolved";
    };
  }
}
