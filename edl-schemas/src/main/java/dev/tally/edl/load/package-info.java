/** From EDL files to the schema model, with every problem at its place. */
@NullMarked
package dev.tally.edl.load;

import org.jspecify.annotations.NullMarked;
