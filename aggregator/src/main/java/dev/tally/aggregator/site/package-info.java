/**
 * Other sites: Tallys with a ClickHouse of their own, whose states are pulled and lie beside ours,
 * so that series are of all.
 */
@NullMarked
package dev.tally.aggregator.site;

import org.jspecify.annotations.NullMarked;
