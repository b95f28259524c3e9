/** The gRPC edge: streams of batches in, acknowledgements out. */
@NullMarked
package dev.tally.collector.grpc;

import org.jspecify.annotations.NullMarked;
