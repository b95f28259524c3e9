@NullMarked
package dev.tally.codegen;

import org.jspecify.annotations.NullMarked;
