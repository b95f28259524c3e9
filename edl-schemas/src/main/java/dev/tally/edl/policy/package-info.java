/** What a folder demands of its EDL: its {@code edl.yaml}, and the waivers in it. */
@NullMarked
package dev.tally.edl.policy;

import org.jspecify.annotations.NullMarked;
