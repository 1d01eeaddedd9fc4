package io.github.metis8d.torch.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.metis8d.DeviceUnavailableException;
import io.github.metis8d.torch.OtherJvm;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.bytedeco.javacpp.BytePointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** LibTorch is loaded in JVMs of their own: from an empty cache, and where something stands in the way. */
class LibTorchLoadingTest {
    private static final String CACHE = "-Dorg.bytedeco.javacpp.cachedir=";
    private static final Predicate<String> ALL = entry -> true;

    @TempDir
    Path folder;

    /** The program of the other process: ends with 3 and the message where LibTorch cannot be loaded. */
    static final class Load {
        public static void main(String[] arguments) {
            String first = System.getProperty("first", "");
            if (first.equals("javacpp")) {
                new BytePointer(1);
            } else if (!first.isEmpty()) {
                System.load(first);
            }
            try {
                LibTorch.load();
            } catch (DeviceUnavailableException e) {
                System.out.println(e.getMessage());
                System.exit(3);
            }
        }
    }

    @Test
    void jvmsThatStartAtOnceOnAnEmptyCacheAllLoad() throws IOException, InterruptedException {
        killedWhileItUnpacks();
        List<CompletableFuture<OtherJvm>> jvms = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            jvms.add(CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            return OtherJvm.run(Load.class, ALL, CACHE + folder);
                        } catch (IOException | InterruptedException e) {
                            throw new CompletionException(e);
                        }
                    },
                    task -> new Thread(task).start()));
        }
        CompletableFuture.allOf(jvms.toArray(CompletableFuture[]::new)).join();
        assertThat(folder.resolve(".metis.lock")).isEmptyFile();
        delete();
        for (CompletableFuture<OtherJvm> jvm : jvms) {
            assertThat(jvm.join().exitCode()).as(jvm.join().said()).isZero();
        }
    }

    /** JUnit would warn of each of JavaCPP's links to the libraries of the machine. */
    private void delete() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Leaves a cache behind with half of the largest library in it, and the lock as its holder had it. */
    private void killedWhileItUnpacks() throws IOException, InterruptedException {
        Process jvm = OtherJvm.start(Load.class, ALL, Map.of(), CACHE + folder);
        Path library = folder.resolve(
                "pytorch-2.10.0-1.5.13-linux-x86_64.jar/org/bytedeco/pytorch/linux-x86_64/libtorch_cpu.so");
        while (jvm.isAlive() && !Files.exists(library)) {
            Thread.sleep(1);
        }
        jvm.destroyForcibly().waitFor();
        assertThat(folder.resolve(".metis.lock")).hasSize(1);
    }

    @Test
    void aMissingJarIsNamed() throws IOException, InterruptedException {
        assertThat(refusal(entry -> !entry.startsWith("openblas-") || !entry.contains("-linux-")))
                .contains("Add org.bytedeco:openblas with the classifier linux-x86_64");
        assertThat(refusal(entry -> !entry.startsWith("openblas-"))).contains("Add org.bytedeco:openblas");
        assertThat(refusal(entry -> !entry.startsWith("pytorch-"))).contains("Add org.bytedeco:pytorch");
        assertThat(refusal(entry -> !entry.startsWith("javacpp-"))).contains("Add org.bytedeco:javacpp");
    }

    @Test
    void aPlatformWithoutLibTorchIsToldWithThoseThatHaveIt() throws IOException, InterruptedException {
        assertThat(refusal(ALL, "-Dorg.bytedeco.javacpp.platform=linux-ppc64le"))
                .contains("cannot be loaded on linux-ppc64le: there are no native libraries for this platform")
                .contains("linux-x86_64");
    }

    @Test
    void javaCppsOwnLimitIsLiftedByWhoeverIsFirst() throws IOException, InterruptedException {
        OtherJvm ours = OtherJvm.run(Load.class, ALL, "-Xmx24m");
        assertThat(ours.exitCode()).as(ours.said()).isZero();
        assertThat(refusal(ALL, "-Xmx24m", "-Dfirst=javacpp")).contains("-Dorg.bytedeco.javacpp.maxPhysicalBytes=0");
    }

    @Test
    void anotherLibTorchInTheProcessIsNamed() throws IOException, InterruptedException {
        Path other = folder.resolve("libc10.so");
        URL ours = LibTorch.class.getResource("/org/bytedeco/pytorch/linux-x86_64/libc10.so");
        assumeThat(ours).isNotNull();
        Files.write(other, ours.openStream().readAllBytes());
        Files.write(other, new byte[1], StandardOpenOption.APPEND);
        assertThat(refusal(ALL, "-Dfirst=" + other))
                .contains("another LibTorch")
                .contains(other.toString());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFolderFromWhichNothingMayRunIsNamed() throws IOException, InterruptedException {
        assertThat(onFileSystem("noexec,size=1g")).contains(folder.toString()).contains("noexec");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDiskIsNamed() throws IOException, InterruptedException {
        assertThat(onFileSystem("size=10m")).contains("the disk of " + folder + " is full");
    }

    /** Skipped for who may not mount. */
    private String onFileSystem(String options) throws IOException, InterruptedException {
        assumeThat(succeeds("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder.toString()))
                .isTrue();
        try {
            return refusal(ALL, CACHE + folder);
        } finally {
            succeeds("umount", folder.toString());
        }
    }

    private static boolean succeeds(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_24)
    void deniedNativeAccessIsToldWithTheOptionThatGrantsIt() throws IOException, InterruptedException {
        assertThat(refusal(ALL, "--illegal-native-access=deny")).contains("--enable-native-access=ALL-UNNAMED");
    }

    private static String refusal(Predicate<String> entries, String... options)
            throws IOException, InterruptedException {
        OtherJvm jvm = OtherJvm.run(Load.class, entries, options);
        assertThat(jvm.exitCode()).as(jvm.said()).isEqualTo(3);
        return jvm.said();
    }
}
