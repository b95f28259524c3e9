/**
 * The SDK runtime for Java 17 and later: what generated senders call.
 *
 * <p>An application meets {@link dev.tally.sdk.TallyClient} (build, flush, close, counters) and
 * {@link dev.tally.sdk.Tally} (the client that {@code send()} uses). A generated sender meets
 * {@link dev.tally.sdk.Event}, {@link dev.tally.sdk.EventSchema} and {@link
 * dev.tally.sdk.WireWriter}.
 */
@NullMarked
package dev.tally.sdk;

import org.jspecify.annotations.NullMarked;
