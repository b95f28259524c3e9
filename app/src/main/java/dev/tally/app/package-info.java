/** The distribution: what runs when somebody types {@code ./tally}. */
@NullMarked
package dev.tally.app;

import org.jspecify.annotations.NullMarked;
