/** Alerts and progress in the metadata database. */
@NullMarked
package dev.tally.anomaly.store;

import org.jspecify.annotations.NullMarked;
