package dev.tally.codegen;

import com.palantir.javapoet.ClassName;

/**
 * What generated Java code names of the SDK runtime. Names only: the generator runs on Java 25 and
 * does not link the runtime.
 */
final class Sdk {
  private static final String PACKAGE = "dev.tally.sdk";

  static final ClassName EVENT = ClassName.get(PACKAGE, "Event");
  static final ClassName ELEMENT = ClassName.get(PACKAGE, "Element");
  static final ClassName EVENT_SCHEMA = ClassName.get(PACKAGE, "EventSchema");
  static final ClassName WIRE_WRITER = ClassName.get(PACKAGE, "WireWriter");
  static final ClassName LISTS = ClassName.get(PACKAGE, "Lists");

  private Sdk() {}
}
