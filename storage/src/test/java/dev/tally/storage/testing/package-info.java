/** For the tests of every module: a real engine. */
@NullMarked
package dev.tally.storage.testing;

import org.jspecify.annotations.NullMarked;
