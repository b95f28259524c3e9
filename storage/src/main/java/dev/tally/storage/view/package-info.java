/**
 * Attributes as SQL over the raw table: expressions, conditions, and a typed view per event type.
 */
@NullMarked
package dev.tally.storage.view;

import org.jspecify.annotations.NullMarked;
