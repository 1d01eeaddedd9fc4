package io.github.metis8d.spark;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.PrintWriter;

/** What this module may import, which no other module's tests see. */
@AnalyzeClasses(packages = "io.github.metis8d", importOptions = DoNotIncludeTests.class)
class SparkArchitectureTest {
    private static final String SPARK = "io.github.metis8d.spark..";

    @ArchTest
    static final ArchRule findsTheModelByItsService = noClasses()
            .that()
            .resideInAPackage(SPARK)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.github.metis8d.torch..", "io.github.metis8d.parquet..", "org.bytedeco..", "org.lwjgl..");

    @ArchTest
    static final ArchRule nothingElseKnowsSpark = noClasses()
            .that()
            .resideOutsideOfPackage(SPARK)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.spark..", SPARK);

    @ArchTest
    static final ArchRule packagesFormNoCircle =
            slices().matching("io.github.metis8d.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule numbersLookTheSameOnEveryMachine = noClasses()
            .should()
            .callMethod(String.class, "format", String.class, Object[].class)
            .orShould()
            .callMethod(String.class, "formatted", Object[].class)
            .orShould()
            .callMethod(PrintWriter.class, "printf", String.class, Object[].class)
            .orShould()
            .callMethod(String.class, "toLowerCase")
            .orShould()
            .callMethod(String.class, "toUpperCase")
            .because("they follow the machine's locale; give Locale.ROOT");
}
