/** How long tables keep what is computed. */
@NullMarked
package dev.tally.storage.retention;

import org.jspecify.annotations.NullMarked;
