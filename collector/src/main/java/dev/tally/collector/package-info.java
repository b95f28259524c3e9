/**
 * The collector: takes batches from producers and brings their events into the engine, each once.
 */
@NullMarked
package dev.tally.collector;

import org.jspecify.annotations.NullMarked;
