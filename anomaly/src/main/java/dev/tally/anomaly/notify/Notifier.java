package dev.tally.anomaly.notify;

import dev.tally.delivery.Sender;

/** Tells somebody of alerts. Called by one thread at a time; the same notice may come again. */
public interface Notifier extends Sender<Notice> {}
