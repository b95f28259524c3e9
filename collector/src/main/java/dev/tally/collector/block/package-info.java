/**
 * From the journal to the engine: forms blocks, notes each before it is inserted, inserts it until
 * the engine confirms.
 */
@NullMarked
package dev.tally.collector.block;

import org.jspecify.annotations.NullMarked;
