/** Tests of the whole: processes as a user starts them, killed as machines kill them. */
@NullMarked
package dev.tally.app.system;

import org.jspecify.annotations.NullMarked;
