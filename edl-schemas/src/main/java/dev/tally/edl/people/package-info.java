/** Who works with the registry: people, their teams, and the tokens that they show. */
@NullMarked
package dev.tally.edl.people;

import org.jspecify.annotations.NullMarked;
