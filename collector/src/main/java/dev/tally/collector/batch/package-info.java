/**
 * Protobuf wire bytes without message objects: the cursor that both readers share, and the batch as
 * the edge and the encoder see it.
 */
@NullMarked
package dev.tally.collector.batch;

import org.jspecify.annotations.NullMarked;
