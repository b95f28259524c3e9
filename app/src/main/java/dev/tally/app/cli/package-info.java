/** The commands of {@code ./tally}. */
@NullMarked
package dev.tally.app.cli;

import org.jspecify.annotations.NullMarked;
