/** What EDL is checked by: rules, and what they say of a place. */
@NullMarked
package dev.tally.edl.check;

import org.jspecify.annotations.NullMarked;
