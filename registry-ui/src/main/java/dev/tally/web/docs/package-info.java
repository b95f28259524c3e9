/** The project's documentation, as the running Tally shows it. */
@NullMarked
package dev.tally.web.docs;

import org.jspecify.annotations.NullMarked;
