/**
 * What a series should be, from its own past: pure mathematics, without clocks, threads or I/O. A
 * {@link dev.tally.anomaly.detect.Judge} is fed the points of one series in order and says of each
 * whether it is out; {@link dev.tally.anomaly.detect.BandModel} carries the essay.
 */
@NullMarked
package dev.tally.anomaly.detect;

import org.jspecify.annotations.NullMarked;
