@NullMarked
package dev.tally.aggregator.carbon;

import org.jspecify.annotations.NullMarked;
