package dev.tally.aggregator.schedule;

import dev.tally.error.TallyException;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What fails at each execution of a job is logged once, when it begins or becomes another failure,
 * and when it is over.
 */
final class Trouble {
  private static final Logger LOG = LoggerFactory.getLogger(Trouble.class);

  private final String what;
  private final AtomicReference<String> said = new AtomicReference<>("");

  /**
   * @param what fails and works again, as a log line begins
   */
  Trouble(String what) {
    this.what = what;
  }

  void failed(RuntimeException e) {
    String message = e.getClass().getSimpleName() + ": " + e.getMessage();
    if (message.equals(said.getAndSet(message))) {
      return;
    }
    if (e instanceof TallyException tally) {
      LOG.warn("{} fails and will be repeated: {}: {}", what, tally.code(), e.getMessage());
    } else {
      LOG.error("{} fails and will be repeated", what, e);
    }
  }

  void over() {
    if (!said.getAndSet("").isEmpty()) {
      LOG.info("{} works again", what);
    }
  }
}
