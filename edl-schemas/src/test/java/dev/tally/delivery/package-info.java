@NullMarked
package dev.tally.delivery;

import org.jspecify.annotations.NullMarked;
