@NullMarked
package dev.tally.app.hostile;

import org.jspecify.annotations.NullMarked;
