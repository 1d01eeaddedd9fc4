package io.github.metis8d.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metis8d.Metis8dEncoder;
import io.github.metis8d.ModelSource;
import java.io.File;
import java.io.IOException;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** An application that is deployed again and again in one JVM, with a class loader of its own each time. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "resident memory is read from /proc")
class RedeployTest {
    private static final int DEPLOYS = 10;

    /** The memory of the JVM and of LibTorch's own caches has its size after some. */
    private static final int WARM = 5;

    private static final double GROWTH = 1.1;

    @Test
    void anApplicationThatLetsGoLeavesNothingBehind() throws IOException, InterruptedException {
        OtherJvm other = OtherJvm.run(
                Server.class,
                entry -> true,
                "--enable-native-access=ALL-UNNAMED",
                "-Xms128m",
                "-Xmx128m",
                "-XX:+AlwaysPreTouch");
        assertThat(other.exitCode()).as(other.said()).isZero();
        List<Long> resident = other.said().lines().map(Long::valueOf).toList();
        assertThat(resident).hasSize(DEPLOYS);
        assertThat((double) resident.get(DEPLOYS - 1))
                .as("kB resident after each deploy: %s", resident)
                .isLessThan(GROWTH * resident.get(WARM));
    }

    /** The program of the other process: prints the resident kB after each deploy. */
    static final class Server {
        private static final int COLLECTIONS = 300;
        private static final long PAUSE_MILLIS = 100;

        public static void main(String[] arguments) throws Exception {
            for (int i = 0; i < DEPLOYS; i++) {
                ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();
                Reference<ClassLoader> loader = deploy(collected);
                if (!isCollected(loader, collected)) {
                    System.out.println("the class loader of deploy " + i + " is still there");
                    System.exit(1);
                }
                awaitUnloading();
                if (hasLoadedACopy()) {
                    System.out.println("JavaCPP made a copy of a library for deploy " + i);
                    System.exit(1);
                }
                System.out.println(residentKilobytes());
            }
        }

        /** The application's threads may take a moment to end. */
        private static boolean isCollected(Reference<ClassLoader> loader, ReferenceQueue<ClassLoader> collected)
                throws InterruptedException {
            for (int i = 0; i < COLLECTIONS; i++) {
                System.gc();
                if (collected.remove(PAUSE_MILLIS) == loader) {
                    return true;
                }
            }
            return false;
        }

        /**
         * Java lets go of a class loader's libraries on a thread of its own, some time after it was collected. Who loads them
         * before that gets copies.
         */
        private static void awaitUnloading() {
            for (int quiet = 0; quiet < 3; ) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
                quiet = isUnloading() ? 0 : quiet + 1;
            }
        }

        private static boolean isUnloading() {
            return Thread.getAllStackTraces().entrySet().stream()
                    .filter(thread -> thread.getKey().getName().equals("Common-Cleaner"))
                    .flatMap(thread -> Arrays.stream(thread.getValue()))
                    .anyMatch(call -> call.getMethodName().equals("clean"));
        }

        /** JavaCPP numbers the copies that it makes of a library which another class loader has loaded. */
        private static boolean hasLoadedACopy() throws IOException {
            return Files.readAllLines(Path.of("/proc/self/maps")).stream()
                    .anyMatch(line -> line.matches(".*/libjni[a-z_]*[0-9]+\\.so"));
        }

        /** Runs the application in a class loader of its own, and on a thread of its own, which ends. */
        private static Reference<ClassLoader> deploy(ReferenceQueue<ClassLoader> collected) throws Exception {
            URLClassLoader loader = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader());
            Runnable application = (Runnable) Class.forName(Application.class.getName(), true, loader)
                    .getDeclaredConstructor()
                    .newInstance();
            Thread thread = new Thread(application);
            thread.setContextClassLoader(loader);
            thread.start();
            thread.join();
            loader.close();
            return new PhantomReference<>(loader, collected);
        }

        private static URL[] classPath() throws MalformedURLException {
            List<URL> entries = new ArrayList<>();
            for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
                entries.add(Path.of(entry).toUri().toURL());
            }
            return entries.toArray(URL[]::new);
        }

        private static long residentKilobytes() throws IOException {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmRSS"))
                    .map(line -> line.replaceAll("[^0-9]", ""))
                    .mapToLong(Long::parseLong)
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** What is deployed. */
    public static final class Application implements Runnable {
        /** Made by the server. */
        public Application() {}

        @Override
        public void run() {
            try (Metis8dEncoder encoder = Metis8dEncoder.builder()
                    .model(ModelSource.tinyRandom())
                    .device("cpu")
                    .build()) {
                encoder.encode(new float[32_000]);
            } finally {
                Metis8dEncoder.releaseNative();
            }
        }
    }
}
