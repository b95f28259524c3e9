package dev.tally.edl.notice;

/** One way to tell others. */
@FunctionalInterface
public interface Notifier {
  /** Tries once. It may be asked to send the same notice again. */
  Delivery send(Notice notice);
}
