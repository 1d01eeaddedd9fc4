package io.github.metis8d.io.audio;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metis8d.MetisException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.bytedeco.ffmpeg.avformat.Read_packet_Pointer_BytePointer_int;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** FFmpeg and libopus are loaded in JVMs of their own: from an empty cache, and where a jar is missing. */
class FfmpegLoadingTest {
    @TempDir
    Path folder;

    private List<String> options = List.of();
    private Class<?> program = Load.class;

    /** The program of the other process: ends with 3 and the message where FFmpeg cannot be loaded. */
    static final class Load {
        public static void main(String[] arguments) {
            try {
                AudioDecoder decoder = new AudioDecoder();
                for (String file : arguments) {
                    decoder.decode(Path.of(file));
                }
                System.out.println("limit " + Pointer.maxPhysicalBytes());
            } catch (MetisException e) {
                System.out.println(e.getMessage());
                System.exit(3);
            }
        }
    }

    /** The same where something else has FFmpeg read from Java, ten times. */
    static final class LoadWithoutCallbacks {
        private static final List<Pointer> TAKEN = new ArrayList<>();

        public static void main(String[] arguments) {
            for (int i = 0; i < 10; i++) {
                TAKEN.add(new Read_packet_Pointer_BytePointer_int() {
                    @Override
                    public int call(Pointer opaque, BytePointer buffer, int size) {
                        return -1;
                    }
                });
            }
            Load.main(arguments);
        }
    }

    @Test
    void callbacksThatAreAllTakenAreToldOf() throws IOException, InterruptedException {
        program = LoadWithoutCallbacks.class;
        String said = refused(entry -> true);
        assertThat(said)
                .contains("FFmpeg cannot be loaded on ")
                .contains("JavaCPP has room for ten callbacks of a kind, and all are taken");
    }

    @Test
    void jvmsThatStartAtOnceOnAnEmptyCacheAllLoadWithoutJavaCppsLimit() throws IOException, InterruptedException {
        List<Process> jvms = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            jvms.add(start(entry -> true));
        }
        for (Process jvm : jvms) {
            String said = said(jvm);
            assertThat(jvm.waitFor()).as(said).isZero();
            assertThat(said).contains("limit 0");
        }
    }

    @Test
    void aMissingJarIsNamed() throws IOException, InterruptedException {
        String said = refused(entry -> !entry.startsWith("ffmpeg-") || !entry.contains("-linux-"));
        assertThat(said)
                .startsWith("FFmpeg cannot be loaded on ")
                .contains("Add org.bytedeco:ffmpeg with the classifier ");
    }

    @Test
    void opusTellsWhichJarItLacks() throws Exception {
        Path file = Path.of(
                FfmpegLoadingTest.class.getResource("/golden/en_16k.opus").toURI());
        String said = refused(entry -> !entry.startsWith("lwjgl-") || !entry.contains("-natives-"), file.toString());
        assertThat(said)
                .contains("libopus cannot be loaded on ")
                .contains("Add org.lwjgl:lwjgl and org.lwjgl:lwjgl-opus with the classifier natives-");
    }

    /** JavaCPP frees the memory of a callback that its limit does not allow, and writes to it afterwards. */
    @Test
    void aLimitOfJavaCppThatIsMetIsToldBeforeAnythingIsDecoded() throws IOException, InterruptedException {
        options = List.of("-Dorg.bytedeco.javacpp.maxPhysicalBytes=1m");
        String said = refused(entry -> true);
        assertThat(said).contains("FFmpeg cannot be loaded on ").contains("-Dorg.bytedeco.javacpp.maxPhysicalBytes=0");
    }

    /** {@return what a JVM says that cannot load what it needs} */
    private String refused(Predicate<String> entries, String... files) throws IOException, InterruptedException {
        Process jvm = start(entries, files);
        String said = said(jvm);
        assertThat(jvm.waitFor()).as(said).isEqualTo(3);
        return said;
    }

    private static String said(Process jvm) throws IOException {
        return new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private Process start(Predicate<String> entries, String... files) throws IOException {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entries.test(Path.of(entry).getFileName().toString()))
                .collect(Collectors.joining(File.pathSeparator));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dorg.bytedeco.javacpp.cachedir=" + folder,
                // LWJGL finds there what another process has unpacked.
                "-Djava.io.tmpdir=" + folder,
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath,
                program.getName()));
        command.addAll(1, options);
        command.addAll(List.of(files));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }
}
