/**
 * The demo: three million real flights through the whole pipeline, and the proof that it got them
 * right.
 */
@NullMarked
package dev.tally.app.demo;

import org.jspecify.annotations.NullMarked;
