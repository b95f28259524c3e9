@NullMarked
package dev.tally.anomaly.store;

import org.jspecify.annotations.NullMarked;
