/** Rules that one state of the EDL is checked by; docs/lint.md says what they are for. */
@NullMarked
package dev.tally.edl.lint;

import org.jspecify.annotations.NullMarked;
