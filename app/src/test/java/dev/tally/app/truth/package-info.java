@NullMarked
package dev.tally.app.truth;

import org.jspecify.annotations.NullMarked;
