@NullMarked
package dev.tally.storage.retention;

import org.jspecify.annotations.NullMarked;
