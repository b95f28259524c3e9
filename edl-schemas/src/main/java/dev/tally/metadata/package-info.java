/** The metadata database: one connection pool, and one migration history per module. */
@NullMarked
package dev.tally.metadata;

import org.jspecify.annotations.NullMarked;
