/**
 * How Tally tells those who are outside of it: by webhook and by e-mail, what came of an attempt,
 * and when it is tried again. What is told, and to whom, is the business of those who tell.
 */
@NullMarked
package dev.tally.delivery;

import org.jspecify.annotations.NullMarked;
