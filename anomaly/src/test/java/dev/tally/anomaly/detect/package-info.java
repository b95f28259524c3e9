@NullMarked
package dev.tally.anomaly.detect;

import org.jspecify.annotations.NullMarked;
