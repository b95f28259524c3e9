/** What metrics cost and how many series they make, before anything of them runs and after. */
@NullMarked
package dev.tally.aggregator.cost;

import org.jspecify.annotations.NullMarked;
