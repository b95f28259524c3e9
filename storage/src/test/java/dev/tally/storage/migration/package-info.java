@NullMarked
package dev.tally.storage.migration;

import org.jspecify.annotations.NullMarked;
