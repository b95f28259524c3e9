@NullMarked
package dev.tally.anomaly;

import org.jspecify.annotations.NullMarked;
