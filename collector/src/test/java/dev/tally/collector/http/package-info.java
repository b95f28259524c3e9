/** Tests of the HTTP edge, through a real server. */
@NullMarked
package dev.tally.collector.http;

import org.jspecify.annotations.NullMarked;
