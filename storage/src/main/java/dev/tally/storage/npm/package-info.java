/** Fetches what Tally has from npm: the engine's library, data sets. */
@NullMarked
package dev.tally.storage.npm;

import org.jspecify.annotations.NullMarked;
