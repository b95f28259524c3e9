@NullMarked
package dev.tally.aggregator.run;

import org.jspecify.annotations.NullMarked;
