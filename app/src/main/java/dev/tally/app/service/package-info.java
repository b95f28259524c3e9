/** The whole pipeline wired together in one process. */
@NullMarked
package dev.tally.app.service;

import org.jspecify.annotations.NullMarked;
