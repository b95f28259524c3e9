@NullMarked
package dev.tally.aggregator.http;

import org.jspecify.annotations.NullMarked;
