/** The tables' insert columns: the one place that says what an encoder writes. */
@NullMarked
package dev.tally.storage.table;

import org.jspecify.annotations.NullMarked;
