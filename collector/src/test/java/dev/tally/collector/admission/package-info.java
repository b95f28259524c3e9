@NullMarked
package dev.tally.collector.admission;

import org.jspecify.annotations.NullMarked;
