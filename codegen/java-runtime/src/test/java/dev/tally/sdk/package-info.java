@NullMarked
package dev.tally.sdk;

import org.jspecify.annotations.NullMarked;
