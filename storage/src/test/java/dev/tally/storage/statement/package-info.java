@NullMarked
package dev.tally.storage.statement;

import org.jspecify.annotations.NullMarked;
