package dev.tally.anomaly.notify;

import dev.tally.delivery.Delivery;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Remembers what it was told, and fails as often as it is told to. */
final class RecordingNotifier implements Notifier {
  private final List<Notice> notices = Collections.synchronizedList(new ArrayList<>());
  private volatile int failures;

  void failNext(int times) {
    failures = times;
  }

  List<Notice> notices() {
    return List.copyOf(notices);
  }

  @Override
  public synchronized Delivery send(Notice notice) {
    notices.add(notice);
    if (failures > 0) {
      failures--;
      return new Delivery.Failed("told to fail");
    }
    return new Delivery.Delivered();
  }
}
