/** The collector: accepts batches, keeps them in its journal, stores them as columnar blocks. */
@NullMarked
package dev.tally.collector;

import org.jspecify.annotations.NullMarked;
