/**
 * The gRPC edge: takes batches off the wire, unparsed, and acknowledges them once they are on disk.
 */
@NullMarked
package dev.tally.collector.grpc;

import org.jspecify.annotations.NullMarked;
