@NullMarked
package dev.tally.edl.gate;

import org.jspecify.annotations.NullMarked;
