/**
 * Whether states are what they should be: those of other engines, and those of this installation.
 */
@NullMarked
package dev.tally.aggregator.verify;

import org.jspecify.annotations.NullMarked;
