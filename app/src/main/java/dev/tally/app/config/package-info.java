/** Settings: tally.yaml, then the environment, then flags; all problems come out together. */
@NullMarked
package dev.tally.app.config;

import org.jspecify.annotations.NullMarked;
