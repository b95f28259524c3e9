@NullMarked
package dev.tally.storage;

import org.jspecify.annotations.NullMarked;
