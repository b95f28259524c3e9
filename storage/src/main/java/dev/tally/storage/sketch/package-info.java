/** Counting distinct values in little memory, so that counts of several places can be merged. */
@NullMarked
package dev.tally.storage.sketch;

import org.jspecify.annotations.NullMarked;
