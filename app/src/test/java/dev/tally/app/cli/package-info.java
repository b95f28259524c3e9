/** Tests of the package. */
@NullMarked
package dev.tally.app.cli;

import org.jspecify.annotations.NullMarked;
