@NullMarked
package dev.tally.aggregator.entity;

import org.jspecify.annotations.NullMarked;
