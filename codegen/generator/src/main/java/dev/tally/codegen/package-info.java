/**
 * Code generation: the schema model in, source files of typed senders out.
 *
 * <p>{@link dev.tally.codegen.Generate} keeps an output folder up to date. {@link
 * dev.tally.codegen.JavaGenerator} makes the Java files: {@link dev.tally.codegen.TypeNames} and
 * {@link dev.tally.codegen.Member} decide every name, {@link dev.tally.codegen.EventClass} writes
 * the class with its setters, {@link dev.tally.codegen.EncodeMethod} the encoding.
 */
@NullMarked
package dev.tally.codegen;

import org.jspecify.annotations.NullMarked;
