/** The registry: published revisions, in the metadata database. */
@NullMarked
package dev.tally.edl.registry;

import org.jspecify.annotations.NullMarked;
