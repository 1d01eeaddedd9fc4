package io.github.metis8d.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.PrintWriter;

/** Who may import whom. */
@AnalyzeClasses(packages = "io.github.metis8d", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String CORE = "io.github.metis8d";
    private static final String SPI = "io.github.metis8d.spi..";
    private static final String LOADING = "io.github.metis8d.loading..";
    private static final String NATIVE = "io.github.metis8d.torch..";
    private static final String CUDA = "io.github.metis8d.torch.cuda..";
    private static final String IO = "io.github.metis8d.io..";
    private static final String CLI = "io.github.metis8d.cli..";
    private static final String SPARK = "io.github.metis8d.spark..";

    @ArchTest
    static final ArchRule coreIsPlainJava = classes()
            .that()
            .resideInAnyPackage(CORE, SPI, LOADING)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(CORE, SPI, LOADING, "java..");

    @ArchTest
    static final ArchRule nativeDoesNotKnowFilesOfAudioOrLatents = noClasses()
            .that()
            .resideInAPackage(NATIVE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(IO, CLI);

    @ArchTest
    static final ArchRule ioDoesNotKnowTheModel = noClasses()
            .that()
            .resideInAPackage(IO)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(NATIVE, CLI);

    @ArchTest
    static final ArchRule onlyNativeSeesTensors = noClasses()
            .that()
            .resideOutsideOfPackage(NATIVE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.bytedeco.pytorch..", "org.bytedeco.cuda..", "org.bytedeco.openblas..");

    @ArchTest
    static final ArchRule onlyOnePackageSeesCuda = noClasses()
            .that()
            .resideOutsideOfPackage(CUDA)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.bytedeco.cuda..", "org.bytedeco.pytorch.cuda..");

    @ArchTest
    static final ArchRule onlyIoSeesFfmpeg = noClasses()
            .that()
            .resideOutsideOfPackage(IO)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.bytedeco.ffmpeg..");

    @ArchTest
    static final ArchRule nothingHereKnowsSpark =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("org.apache.spark..", SPARK);

    @ArchTest
    static final ArchRule packagesFormNoCircle =
            slices().matching("io.github.metis8d.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theModelKnowsNoDevicesTricks = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage(NATIVE)
            .layer("runtime")
            .definedBy("io.github.metis8d.torch.runtime")
            .layer("checkpoint")
            .definedBy("io.github.metis8d.torch.checkpoint")
            .layer("model")
            .definedBy("io.github.metis8d.torch.model")
            .layer("cpu")
            .definedBy("io.github.metis8d.torch.cpu")
            .layer("cuda")
            .definedBy("io.github.metis8d.torch.cuda")
            .layer("backend")
            .definedBy("io.github.metis8d.torch")
            .layer("measure")
            .definedBy("io.github.metis8d.torch.measure")
            .whereLayer("measure")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("backend")
            .mayOnlyBeAccessedByLayers("measure")
            .whereLayer("cpu")
            .mayOnlyBeAccessedByLayers("backend")
            .whereLayer("cuda")
            .mayOnlyBeAccessedByLayers("backend", "measure")
            .whereLayer("model")
            .mayOnlyBeAccessedByLayers("cpu", "cuda", "backend", "measure")
            .whereLayer("checkpoint")
            .mayOnlyBeAccessedByLayers("model", "cpu", "cuda", "backend", "measure");

    @ArchTest
    static final ArchRule onlyTheJobKnowsAudioAndLatents = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage(IO)
            .layer("job")
            .definedBy("io.github.metis8d.io.job")
            .layer("audio")
            .definedBy("io.github.metis8d.io.audio")
            .layer("latents")
            .definedBy("io.github.metis8d.io.latents")
            .layer("hub")
            .definedBy("io.github.metis8d.io.hub")
            .layer("files")
            .definedBy("io.github.metis8d.io.files")
            .whereLayer("job")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("hub")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("audio")
            .mayOnlyBeAccessedByLayers("job")
            .whereLayer("latents")
            .mayOnlyBeAccessedByLayers("job");

    @ArchTest
    static final ArchRule librariesDoNotPrint = noClasses()
            .that()
            .resideInAnyPackage(CORE, SPI, LOADING, NATIVE, IO)
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err");

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
