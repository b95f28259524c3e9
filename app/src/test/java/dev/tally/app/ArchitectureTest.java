package dev.tally.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which way the modules may look, and that no packages look at each other in a circle. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ArchitectureTest {
  /**
   * The modules by package, in dependency order: each may use those before it, the services not
   * each other.
   */
  private static final List<String> SCHEMAS =
      List.of("dev.tally.error", "dev.tally.delivery..", "dev.tally.edl..", "dev.tally.metadata..");

  private static final String WIRE = "dev.tally.ingest..";
  private static final String SDK = "dev.tally.sdk..";
  private static final String CODEGEN = "dev.tally.codegen..";
  private static final String STORAGE = "dev.tally.storage..";
  private static final List<String> SERVICES =
      List.of(
          "dev.tally.collector..",
          "dev.tally.aggregator..",
          "dev.tally.anomaly..",
          "dev.tally.web..");

  /** Fewer classes than this mean that the test looked at the wrong place. */
  private static final int CLASSES_MIN = 200;

  private JavaClasses classes;

  @BeforeAll
  void readClasses() {
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("dev.tally");
  }

  @Test
  void everyModuleWasSeen() {
    assertThat(classes.size()).isGreaterThan(CLASSES_MIN);
    Stream.of(
            "edl", "sdk", "codegen", "storage", "collector", "aggregator", "anomaly", "web", "app")
        .forEach(
            module ->
                assertThat(
                        classes.stream()
                            .anyMatch(c -> c.getPackageName().startsWith("dev.tally." + module)))
                    .as(module)
                    .isTrue());
  }

  @Test
  void schemasStandOnTheirOwn() {
    noClasses()
        .that()
        .resideInAnyPackage(SCHEMAS.toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(concat(SERVICES, SDK, CODEGEN, STORAGE, WIRE, "dev.tally.app.."))
        .check(classes);
  }

  @Test
  void theSdkRuntimeUsesNothingOfOurs() {
    classes()
        .that()
        .resideInAPackage(SDK)
        .should()
        .onlyDependOnClassesThat()
        .resideOutsideOfPackages(
            concat(
                SERVICES,
                "dev.tally.edl..",
                "dev.tally.error",
                CODEGEN,
                STORAGE,
                WIRE,
                "dev.tally.app..",
                "com.google.protobuf.."))
        .check(classes);
  }

  @Test
  void storageUsesSchemasOnly() {
    noClasses()
        .that()
        .resideInAPackage(STORAGE)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(concat(SERVICES, SDK, CODEGEN, WIRE, "dev.tally.app.."))
        .check(classes);
  }

  @ParameterizedTest
  @MethodSource("services")
  void servicesNeverImportEachOther(String service) {
    String[] others =
        concat(
            SERVICES.stream().filter(other -> !other.equals(service)).toList(),
            SDK,
            CODEGEN,
            "dev.tally.app..");
    noClasses()
        .that()
        .resideInAPackage(service)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others)
        .check(classes);
  }

  static List<String> services() {
    return SERVICES;
  }

  @Test
  void quartzIsKnownToSchedulePackagesOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.tally.*.schedule..", "dev.tally.app.service..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.quartz..")
        .check(classes);
  }

  @Test
  void packagesFormNoCircles() {
    slices().matching("dev.tally.(**)").should().beFreeOfCycles().check(classes);
  }

  /** The rules can fail: app does use storage. */
  @Test
  void aBrokenRuleIsSeen() {
    assertThatThrownBy(
            () ->
                noClasses()
                    .that()
                    .resideInAPackage("dev.tally.app..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(STORAGE)
                    .check(classes))
        .isInstanceOf(AssertionError.class);
  }

  private static String[] concat(List<String> packages, String... more) {
    return Stream.concat(packages.stream(), Stream.of(more)).toArray(String[]::new);
  }
}
