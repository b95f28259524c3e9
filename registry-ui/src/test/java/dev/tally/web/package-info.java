@NullMarked
package dev.tally.web;

import org.jspecify.annotations.NullMarked;
