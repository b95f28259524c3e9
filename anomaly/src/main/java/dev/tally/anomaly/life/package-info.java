/**
 * The life of an alert: pending, firing, resolved. Pure: {@link dev.tally.anomaly.life.LifeCycle}
 * decides, and knows neither clock nor database.
 */
@NullMarked
package dev.tally.anomaly.life;

import org.jspecify.annotations.NullMarked;
