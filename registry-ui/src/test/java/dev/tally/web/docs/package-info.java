@NullMarked
package dev.tally.web.docs;

import org.jspecify.annotations.NullMarked;
