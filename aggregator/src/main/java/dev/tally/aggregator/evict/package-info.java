/** Values of dimensions that give their places to others. */
@NullMarked
package dev.tally.aggregator.evict;

import org.jspecify.annotations.NullMarked;
