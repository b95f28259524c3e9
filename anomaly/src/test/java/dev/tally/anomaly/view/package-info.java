@NullMarked
package dev.tally.anomaly.view;

import org.jspecify.annotations.NullMarked;
