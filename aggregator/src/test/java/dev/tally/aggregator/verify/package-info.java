@NullMarked
package dev.tally.aggregator.verify;

import org.jspecify.annotations.NullMarked;
