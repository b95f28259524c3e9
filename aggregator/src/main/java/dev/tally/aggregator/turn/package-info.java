/** Who may work, over all processes that share a metadata database. */
@NullMarked
package dev.tally.aggregator.turn;

import org.jspecify.annotations.NullMarked;
