@NullMarked
package dev.tally.app.torture;

import org.jspecify.annotations.NullMarked;
