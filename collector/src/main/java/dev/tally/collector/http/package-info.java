/** {@code POST /v1/events}: events as JSON, into the same journal as those that come over gRPC. */
@NullMarked
package dev.tally.collector.http;

import org.jspecify.annotations.NullMarked;
