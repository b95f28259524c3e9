/** One class per SQL statement, named verb and table. */
@NullMarked
package dev.tally.storage.statement;

import org.jspecify.annotations.NullMarked;
