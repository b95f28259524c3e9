@NullMarked
package dev.tally.anomaly.life;

import org.jspecify.annotations.NullMarked;
