@NullMarked
package dev.tally.storage.sketch;

import org.jspecify.annotations.NullMarked;
