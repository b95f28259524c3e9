/**
 * Points from elsewhere: carbon's protocols, plain text and pickle. Off unless a port is set.
 *
 * <p>{@link dev.tally.aggregator.carbon.CarbonServer} listens; a connection is a {@link
 * dev.tally.aggregator.carbon.LineConversation} or a {@link
 * dev.tally.aggregator.carbon.PickleConversation}; both hand their points to the {@link
 * dev.tally.aggregator.carbon.Intake}, and {@link dev.tally.aggregator.carbon.WriteBehind} writes
 * them.
 */
@NullMarked
package dev.tally.aggregator.carbon;

import org.jspecify.annotations.NullMarked;
