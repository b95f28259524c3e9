/** The only place of this module that knows Quartz. */
@NullMarked
package dev.tally.anomaly.schedule;

import org.jspecify.annotations.NullMarked;
