package dev.tally.delivery;

/** One way to tell somebody. */
@FunctionalInterface
public interface Sender<M> {
  /** Tries once. It may be asked to send the same message again. */
  Delivery send(M message);
}
