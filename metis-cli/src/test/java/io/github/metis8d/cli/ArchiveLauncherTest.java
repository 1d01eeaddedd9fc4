package io.github.metis8d.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script that starts the command in the archive, with scripts in the place of Java and of the system's linker. */
class ArchiveLauncherTest {
    private static final String LOADER = "/lib64/ld-linux-x86-64.so.2";
    private static final String GLIBC_2_36 = "ld.so (Debian GLIBC 2.36-9+deb12u9) stable release version 2.36.";

    @TempDir
    private Path temp;

    @BeforeEach
    void unpack() throws IOException {
        assumeThat(Path.of("/bin/sh")).exists();
        executable("archive/runtime/bin/java", "echo java; for a; do echo \"<$a>\"; done; echo \"$LC_ALL\"");
        executable("bin/uname", "echo Linux x86_64");
        loader(GLIBC_2_36, "");
        Path script = temp.resolve("archive/metis");
        Files.writeString(
                script,
                Files.readString(Path.of("..", "metis-dist", "src", "metis"))
                        .replace("loader=" + LOADER, "loader=" + temp.resolve("loader")));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void executable(String name, String script) throws IOException {
        Path file = temp.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** What the linker tells of itself and of what libraries need. */
    private void loader(String version, String needed) throws IOException {
        executable("loader", "[ \"$1\" = --version ] && echo '%s' || printf '%s'".formatted(version, needed));
    }

    private record Said(String text, int code) {}

    /** Starts it in an empty environment but for what is given. */
    private Said launch(Path script, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder launcher = new ProcessBuilder(command).redirectErrorStream(true);
        launcher.directory(new File("/"));
        launcher.environment().clear();
        launcher.environment().put("PATH", temp.resolve("bin") + ":/usr/bin:/bin");
        launcher.environment().putAll(environment);
        Process process = launcher.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(said, process.waitFor());
    }

    private Said launch(String... arguments) throws IOException, InterruptedException {
        return launch(temp.resolve("archive/metis"), Map.of(), arguments);
    }

    private void assertFails(String... words) throws IOException, InterruptedException {
        Said said = launch("doctor");
        assertThat(said.code()).isEqualTo(1);
        assertThat(said.text()).startsWith("metis: ").contains(words).doesNotContain("java\n");
    }

    @Test
    void theArchivesOwnJavaGetsTheArgumentsAsTheyAre() throws Exception {
        Said said = launch("extract", "--audio-dir", "a b", "", "*");
        assertThat(said.code()).isZero();
        assertThat(said.text())
                .startsWith("java\n")
                .contains("<-cp>\n<" + temp.toRealPath().resolve("archive/lib") + "/*>\n<io.github.metis8d.cli.Metis>\n"
                        + "<extract>\n<--audio-dir>\n<a b>\n<>\n<*>\n");
    }

    @Test
    void itIsFoundThroughLinks() throws Exception {
        Path link = Files.createSymbolicLink(temp.resolve("one"), temp.resolve("archive/metis"));
        Path second = Files.createSymbolicLink(temp.resolve("two"), link);
        assertThat(launch(second, Map.of(), "doctor").text()).startsWith("java\n");
    }

    @Test
    void optionsForTheJvmComeFromTheEnvironment() throws Exception {
        assertThat(launch(temp.resolve("archive/metis"), Map.of("METIS_OPTS", "-Xmx1g -Da=b"))
                        .text())
                .contains("<-Xmx1g>\n<-Da=b>\n<-cp>");
    }

    @Test
    void javaIsStartedUnderALocaleOfUtf8() throws Exception {
        assertThat(launch().text()).endsWith("C.UTF-8\n");
        assertThat(launch(temp.resolve("archive/metis"), Map.of("LC_ALL", "POSIX"))
                        .text())
                .endsWith("C.UTF-8\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ld.so (Ubuntu GLIBC 2.34-0ubuntu3) stable release version 2.34.",
                "ld.so (GNU libc) development release version 2.34.9000.",
                "ld.so (GNU libc) stable release version 1.99."
            })
    void anOldGlibcIsNamed(String version) throws Exception {
        loader(version, "");
        assertFails("glibc " + version.replaceAll(".*version |\\.$", ""), "need glibc 2.35 or later");
    }

    @Test
    void aGlibcThatDoesNotTellItsVersionIsOld() throws Exception {
        executable("loader", "echo '--version: cannot open shared object file'; exit 127");
        assertFails("glibc before 2.33", "need glibc 2.35 or later");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"stable release version 2.35.", "stable release version 2.100.", "stable release version 3.0."})
    void aNewerOneIsTaken(String version) throws Exception {
        loader("ld.so (GNU libc) " + version, "");
        assertThat(launch().code()).isZero();
    }

    @Test
    void aSystemWithoutGlibcIsTold() throws Exception {
        Files.delete(temp.resolve("loader"));
        assertFails("this system has no glibc", "Alpine Linux");
    }

    @Test
    void anotherPlatformIsTold() throws Exception {
        executable("bin/uname", "echo Darwin arm64");
        assertFails("is for Linux on x86-64", "this machine is Darwin arm64");
    }

    @Test
    void librariesThatTheRuntimeMissesAreNamedOnceEach() throws Exception {
        loader(
                GLIBC_2_36,
                "\\tlinux-vdso.so.1 (0x1)\\n\\tlibz.so.1 => not found\\n\\tlibc.so.6 => /lib/libc.so.6 (0x2)\\n"
                        + "\\tlibstdc++.so.6 => not found\\n");
        assertFails("not on this machine: libz.so.1 libstdc++.so.6. Install them");
    }
}
