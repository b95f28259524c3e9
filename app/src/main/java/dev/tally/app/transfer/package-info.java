/** Rows of files and queries into events, and events back into files. */
@NullMarked
package dev.tally.app.transfer;

import org.jspecify.annotations.NullMarked;
