/** Benchmarks: what Tally costs on this machine, as ratios in one run where it can be. */
@NullMarked
package dev.tally.app.bench;

import org.jspecify.annotations.NullMarked;
