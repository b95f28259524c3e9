/** What a change of EDL changes, and what it breaks. Files may move: elements are found by name. */
@NullMarked
package dev.tally.edl.compat;

import org.jspecify.annotations.NullMarked;
