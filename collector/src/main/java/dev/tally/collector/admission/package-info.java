/**
 * What is let in under load: memory, journal and quotas decide whether a batch is read, shed or
 * refused.
 */
@NullMarked
package dev.tally.collector.admission;

import org.jspecify.annotations.NullMarked;
