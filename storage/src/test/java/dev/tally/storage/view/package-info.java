@NullMarked
package dev.tally.storage.view;

import org.jspecify.annotations.NullMarked;
