package io.github.metis8d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The library and the command on the module path, as {@code java -p} starts them, in a process of their own. */
class ModulePathTest {
    private static final String APPLICATION = """
            package app;

            import io.github.metis8d.Metis8dEncoder;
            import io.github.metis8d.ModelSource;
            import io.github.metis8d.io.audio.AudioDecoder;
            import java.nio.file.Path;

            public final class App {
                public static void main(String[] arguments) {
                    float[] samples = new AudioDecoder().decode(Path.of(arguments[0]));
                    try (Metis8dEncoder encoder = Metis8dEncoder.builder()
                            .model(ModelSource.tinyRandom())
                            .device("cpu")
                            .build()) {
                        System.out.println(encoder.encode(samples).length + " rows");
                    }
                }
            }
            """;

    @TempDir
    private Path folder;

    private Path audio;

    @BeforeEach
    void oneSecondOfNoise() throws IOException {
        audio = Files.write(folder.resolve("noise.wav"), Wave.noise(new Random(1), 16_000));
    }

    private static Stream<String> classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator));
    }

    /** Whether it is a module, of those that are not for tests alone. Parquet's libraries have packages in common. */
    private static boolean isModule(String entry) {
        List<String> libraries = List.of(
                "javacpp-",
                "pytorch-",
                "openblas-",
                "ffmpeg-",
                "cuda-",
                "lwjgl-",
                "jackson-core-",
                "jackson-annotations-",
                "jackson-databind-",
                "picocli-",
                "progressbar-",
                "jline-",
                "jfreechart-",
                "ejml-");
        String name = Path.of(entry).getFileName().toString();
        return Files.exists(Path.of(entry, "module-info.class"))
                || name.startsWith("metis-") && !name.startsWith("metis-parquet")
                || libraries.stream().anyMatch(name::startsWith);
    }

    private static String modulePath(Predicate<String> wanted) {
        return classPath()
                .filter(ModulePathTest::isModule)
                .filter(wanted)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String modulePath() {
        return modulePath(entry -> true);
    }

    private record Run(int code, String said) {}

    private static Run java(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(arguments));
        Process jvm = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(jvm.waitFor(), said);
    }

    private static Run metis(String modulePath, String... arguments) throws IOException, InterruptedException {
        return java(Stream.concat(
                        Stream.of("-p", modulePath, "-m", "io.github.metis8d.cli/" + Metis.class.getName()),
                        Stream.of(arguments))
                .toArray(String[]::new));
    }

    /** Compiles the application against what the modules export, and runs it. */
    private Run application(String compilePath, String runPath) throws IOException, InterruptedException {
        Path source = Files.createDirectories(folder.resolve("source/app"));
        Path module = Files.writeString(
                source.resolveSibling("module-info.java"),
                "module app { requires io.github.metis8d; requires io.github.metis8d.io; }");
        Path app = Files.writeString(source.resolve("App.java"), APPLICATION);
        Path classes = folder.resolve("classes");
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-p",
                                compilePath,
                                "-d",
                                classes.toString(),
                                module.toString(),
                                app.toString()))
                .isZero();
        return java("-p", runPath + File.pathSeparator + classes, "-m", "app/app.App", audio.toString());
    }

    @Test
    void anApplicationDecodesAndEncodesWithoutNamingMoreThanItCalls() throws IOException, InterruptedException {
        Run run = application(modulePath(), modulePath());

        assertThat(run.said()).contains("49 rows");
        assertThat(run.code()).isZero();
    }

    @Test
    void whereNothingHasTheNativeLibrariesResolvedTheErrorSaysWhatDoes() throws IOException, InterruptedException {
        Run run = application(modulePath(), modulePath(entry -> !entry.contains("-module")));

        assertThat(run.said())
                .contains("FFmpeg cannot be loaded")
                .contains("metis-linux-x86_64")
                .contains("--add-modules org.bytedeco.ffmpeg.linux.x86_64");
    }

    @Test
    void theCommandEncodesAndInspectsAndDraws() throws IOException, InterruptedException {
        String[] extraction =
                CommandRun.extraction(folder, folder.resolve("latents.json")).toArray(String[]::new);
        Run extracted = metis(modulePath(), extraction);
        assertThat(extracted.code()).as(extracted.said()).isZero();

        Path plot = folder.resolve("plot.png");
        Run drawn =
                metis(modulePath(), "inspect", folder.resolve("latents.json").toString(), "--plot", plot.toString());
        assertThat(drawn.code()).as(drawn.said()).isZero();
        assertThat(drawn.said()).contains("files         1");
        assertThat(plot).isNotEmptyFile();
    }

    @Test
    void theCommandWritesParquetWithItsLibrariesOnTheClassPath() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "-p",
                modulePath(),
                "-cp",
                classPath().filter(entry -> !isModule(entry)).collect(Collectors.joining(File.pathSeparator)),
                "-m",
                "io.github.metis8d.cli/" + Metis.class.getName()));
        command.addAll(CommandRun.extraction(folder, folder.resolve("latents"), "--format=parquet"));
        Run extracted = java(command.toArray(String[]::new));

        assertThat(extracted.code()).as(extracted.said()).isZero();
    }

    @Test
    void withoutJFreeChartTheCommandDoesAllButDraw() throws IOException, InterruptedException {
        String headless = modulePath(entry -> !entry.contains("jfreechart"));
        String[] extraction =
                CommandRun.extraction(folder, folder.resolve("latents.json")).toArray(String[]::new);
        assertThat(metis(headless, extraction).code()).isZero();

        String output = folder.resolve("latents.json").toString();
        assertThat(metis(headless, "inspect", output).said()).contains("files         1");
        Run drawn = metis(
                headless,
                "inspect",
                output,
                "--plot",
                folder.resolve("plot.png").toString());
        assertThat(drawn.code()).isEqualTo(Metis.COULD_NOT_RUN);
        assertThat(drawn.said()).contains("metis: a picture needs JFreeChart").doesNotContain("\tat ");
    }
}
