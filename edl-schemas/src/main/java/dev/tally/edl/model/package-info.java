/**
 * The schema model: what EDL files say, free of protobuf's own classes. Immutable; every other
 * module works from it.
 */
@NullMarked
package dev.tally.edl.model;

import org.jspecify.annotations.NullMarked;
