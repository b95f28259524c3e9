/** All that EDL is checked by, put together: for a folder, for a change, for a proposal. */
@NullMarked
package dev.tally.edl.gate;

import org.jspecify.annotations.NullMarked;
