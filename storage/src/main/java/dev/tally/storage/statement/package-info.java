/** SQL, one class per statement, named by verb and table. */
@NullMarked
package dev.tally.storage.statement;

import org.jspecify.annotations.NullMarked;
