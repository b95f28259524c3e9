@NullMarked
package dev.tally.storage.engine;

import org.jspecify.annotations.NullMarked;
