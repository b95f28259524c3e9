/** Changes of the registry, one after the other, each with an entry of who made it. */
@NullMarked
package dev.tally.edl.audit;

import org.jspecify.annotations.NullMarked;
