/** The current state of entities over HTTP. */
@NullMarked
package dev.tally.aggregator.entity;

import org.jspecify.annotations.NullMarked;
