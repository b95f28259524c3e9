/**
 * Watches the series that alert rules name: {@link dev.tally.anomaly.AlertEvaluator} judges them,
 * {@link dev.tally.anomaly.AlertsApi} shows what was found.
 */
@NullMarked
package dev.tally.anomaly;

import org.jspecify.annotations.NullMarked;
