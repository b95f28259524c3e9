/**
 * The collector's log of accepted batches: segment files, one fsync for many appends, what
 * producers have already sent, and one cursor that reads it all back, live as after a crash.
 */
@NullMarked
package dev.tally.collector.journal;

import org.jspecify.annotations.NullMarked;
