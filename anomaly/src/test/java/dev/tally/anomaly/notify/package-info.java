@NullMarked
package dev.tally.anomaly.notify;

import org.jspecify.annotations.NullMarked;
