/** Tests of the package. */
@NullMarked
package dev.tally.app.config;

import org.jspecify.annotations.NullMarked;
