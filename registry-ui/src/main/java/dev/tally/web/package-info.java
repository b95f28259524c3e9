/** The HTTP API of the registry, and the web application. */
@NullMarked
package dev.tally.web;

import org.jspecify.annotations.NullMarked;
