@NullMarked
package dev.tally.anomaly.schedule;

import org.jspecify.annotations.NullMarked;
