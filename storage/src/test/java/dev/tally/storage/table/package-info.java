@NullMarked
package dev.tally.storage.table;

import org.jspecify.annotations.NullMarked;
