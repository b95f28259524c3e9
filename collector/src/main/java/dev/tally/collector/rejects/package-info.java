/** Events that were rejected: shown, and replayed once what was wrong is mended. */
@NullMarked
package dev.tally.collector.rejects;

import org.jspecify.annotations.NullMarked;
