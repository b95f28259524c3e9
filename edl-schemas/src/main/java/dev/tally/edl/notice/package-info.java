/** What others are told of changes: an outbox, and ways to send what is in it. */
@NullMarked
package dev.tally.edl.notice;

import org.jspecify.annotations.NullMarked;
