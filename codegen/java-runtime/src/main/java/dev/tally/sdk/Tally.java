package dev.tally.sdk;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The client of this process: the one that {@code send()} without an argument uses. */
public final class Tally {
  private static final Logger log = LoggerFactory.getLogger(Tally.class);
  private static final AtomicReference<@Nullable TallyClient> installed = new AtomicReference<>();
  private static final LongAdder droppedWithoutClient = new LongAdder();
  private static final AtomicBoolean warned = new AtomicBoolean();

  private Tally() {}

  /** From now on {@code send()} uses {@code client}. The caller still closes it. */
  public static void install(TallyClient client) {
    installed.set(requireNonNull(client));
  }

  /** Undoes {@link #install}, unless another client has been installed since. */
  public static void uninstall(TallyClient client) {
    installed.compareAndSet(client, null);
  }

  /** Events that were sent while no client was installed. They are lost. */
  public static long droppedWithoutClient() {
    return droppedWithoutClient.sum();
  }

  static void send(Event event) {
    TallyClient client = installed.get();
    if (client != null) {
      client.send(event);
      return;
    }
    droppedWithoutClient.increment();
    if (warned.compareAndSet(false, true)) {
      log.warn(
          "Event {} is dropped, and so is every other: no client. Call Tally.install(client) first.",
          event.schema().eventType());
    }
  }
}
