/**
 * From protobuf wire bytes to ClickHouse's Native format, without an object per event: a plan
 * compiled per revision, a decoder that follows it, and the columns of a block.
 */
@NullMarked
package dev.tally.collector.encode;

import org.jspecify.annotations.NullMarked;
