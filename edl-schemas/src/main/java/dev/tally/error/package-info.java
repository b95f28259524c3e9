/** Stable error codes, shared by every module. */
@NullMarked
package dev.tally.error;

import org.jspecify.annotations.NullMarked;
