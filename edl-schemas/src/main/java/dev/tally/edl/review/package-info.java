/** Proposals to change EDL: checks, reviews, rounds, merge and publication. */
@NullMarked
package dev.tally.edl.review;

import org.jspecify.annotations.NullMarked;
