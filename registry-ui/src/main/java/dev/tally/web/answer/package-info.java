/** What the API answers: the schemas of openapi.yaml as records, one to one. */
@NullMarked
package dev.tally.web.answer;

import org.jspecify.annotations.NullMarked;
