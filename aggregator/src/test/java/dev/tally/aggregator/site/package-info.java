/** States of other sites against the raw truth of all. */
@NullMarked
package dev.tally.aggregator.site;

import org.jspecify.annotations.NullMarked;
