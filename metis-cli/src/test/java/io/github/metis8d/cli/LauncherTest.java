package io.github.metis8d.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.metis8d.io.latents.LatentReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script that starts the command, in a folder where all is built. */
class LauncherTest {
    @TempDir
    private Path temp;

    @BeforeEach
    void build() throws IOException {
        assumeThat(Path.of("/bin/bash")).exists();
        executable("root/metis", Files.readString(Path.of("..", "metis")));
        for (String module :
                List.of("metis-core", "metis-native", "metis-io", "metis-parquet", "metis-cli", "platforms/any")) {
            Files.createDirectories(temp.resolve("root").resolve(module).resolve("src/main"));
            Files.createFile(temp.resolve("root").resolve(module).resolve("pom.xml"));
        }
        Files.createFile(temp.resolve("root/pom.xml"));
        Path built = temp.resolve("root/metis-cli/target/built");
        Files.createDirectories(built.getParent());
        Files.createFile(built);
        Files.setLastModifiedTime(built, FileTime.from(Instant.now().plusSeconds(10)));
    }

    private void executable(String name, String script) throws IOException {
        Path file = temp.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    /** What the launcher says under a locale, with a script in java's place. */
    private String launch(String java, String locale, String... arguments) throws IOException, InterruptedException {
        executable("jdk/bin/java", "#!/bin/bash\n" + java + "\n");
        List<String> command =
                new ArrayList<>(List.of(temp.resolve("root/metis").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder launcher = new ProcessBuilder(command).redirectErrorStream(true);
        launcher.environment().keySet().removeIf(name -> name.startsWith("LC_") || name.equals("LANG"));
        launcher.environment().put("JAVA_HOME", temp.resolve("jdk").toString());
        launcher.environment().put("LC_ALL", locale);
        Process process = launcher.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "POSIX", "", "xx_XX.UTF-8", "C.UTF-8"})
    void javaIsStartedUnderALocaleOfUtf8(String locale) throws Exception {
        assertThat(launch("locale charmap", locale)).endsWith("UTF-8\n");
    }

    @Test
    void aLocaleOfUtf8IsLeftAlone() throws Exception {
        assertThat(launch("echo $LC_ALL", "C.UTF-8")).isEqualTo("C.UTF-8\n");
    }

    @Test
    void underTheLocaleCTheCommandKnowsEveryName() throws Exception {
        Path audio = Files.createDirectories(temp.resolve("donn\u00e9es"));
        Files.createDirectories(audio.resolve("\u65e5\u672c"));
        List<String> keys = List.of("\u00e9t\u00e9.wav", "\u65e5\u672c/\ud83d\ude00.wav");
        for (String key : keys) {
            Files.write(audio.resolve(key), Wave.noise(new Random(1), 2000));
        }
        Files.writeString(audio.resolve("\u00e0.wav"), "no audio");
        String java = """
                options=()
                while [ $# -gt 0 ]; do
                    case $1 in
                        -cp) options+=(-cp '%s'); shift 2;;
                        *) options+=("$1"); shift;;
                    esac
                done
                '%s/bin/java' "${options[@]}"
                [ $? = 3 ] # some files failed
                """.formatted(System.getProperty("java.class.path"), System.getProperty("java.home"));
        Path log = temp.resolve("\u00fc.log");
        List<String> arguments = CommandRun.extraction(audio, temp.resolve("\u00f6ut.json"), "--log-file=" + log);
        String said = launch(java, "C", arguments.toArray(String[]::new));
        assertThat(said).contains("skipped \u00e0.wav: " + audio.resolve("\u00e0.wav"));
        assertThat(log).content().contains("skipped \u00e0.wav: ");
        List<String> read = new ArrayList<>();
        try (LatentReader reader = LatentReader.open(temp.resolve("\u00f6ut.json"))) {
            for (LatentReader.Entry entry = reader.next(); entry != null; entry = reader.next()) {
                read.add(entry.key());
            }
        }
        assertThat(read).containsExactlyElementsOf(keys);
    }
}
