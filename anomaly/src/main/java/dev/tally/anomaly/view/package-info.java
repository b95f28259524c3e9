/** Alerts as people and other programs read them. */
@NullMarked
package dev.tally.anomaly.view;

import org.jspecify.annotations.NullMarked;
