/** Versioned SQL that brings a database to what this version of Tally expects. */
@NullMarked
package dev.tally.storage.migration;

import org.jspecify.annotations.NullMarked;
