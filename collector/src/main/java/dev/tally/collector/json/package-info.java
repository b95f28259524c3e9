/** Events as JSON: the rules by which a JSON value becomes an attribute, and protobuf bytes. */
@NullMarked
package dev.tally.collector.json;

import org.jspecify.annotations.NullMarked;
