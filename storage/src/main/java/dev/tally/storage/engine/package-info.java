/** The embedded engine: ClickHouse in a child process of its own. */
@NullMarked
package dev.tally.storage.engine;

import org.jspecify.annotations.NullMarked;
