/** Tests of the package. */
@NullMarked
package dev.tally.app.demo;

import org.jspecify.annotations.NullMarked;
