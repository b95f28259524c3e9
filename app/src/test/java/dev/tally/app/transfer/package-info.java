/** Tests of the package. */
@NullMarked
package dev.tally.app.transfer;

import org.jspecify.annotations.NullMarked;
