/**
 * ClickHouse as the other modules see it: a connection, its rows and streams. The same code serves
 * the embedded engine and a server by URL.
 */
@NullMarked
package dev.tally.storage;

import org.jspecify.annotations.NullMarked;
