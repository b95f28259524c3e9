@NullMarked
package dev.tally.aggregator.cap;

import org.jspecify.annotations.NullMarked;
