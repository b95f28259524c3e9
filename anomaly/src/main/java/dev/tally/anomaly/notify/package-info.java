/**
 * Who is told, and how: notices go into an outbox together with the change that they tell of, and
 * from there to notifiers, as often as it takes.
 */
@NullMarked
package dev.tally.anomaly.notify;

import org.jspecify.annotations.NullMarked;
