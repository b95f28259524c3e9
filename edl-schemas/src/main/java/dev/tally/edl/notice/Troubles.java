package dev.tally.edl.notice;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says of each channel once that it fails, and not again before it worked. */
final class Troubles {
  private static final Logger log = LoggerFactory.getLogger(Troubles.class);

  private final Set<String> failing = ConcurrentHashMap.newKeySet();

  void failed(String channel, String why) {
    if (failing.add(channel)) {
      log.warn("{} of review: {}; notices wait and are tried again", channel, why);
    }
  }

  void delivered(String channel) {
    if (failing.remove(channel)) {
      log.info("{} of review: works again", channel);
    }
  }

  void givenUp(String channel, String what, int attempts, String why) {
    log.error("{} of review: gave up {} after {} attempts: {}", channel, what, attempts, why);
  }
}
