package io.github.metis8d.io.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An application that decoded on a thread of its server, which lives on when the application is taken away. */
class DecoderUnloadTest {
    @ParameterizedTest
    @ValueSource(strings = {"en_16k_short.mp3", "en_16k.opus"})
    void theServersThreadKeepsNothingOfIt(String file) throws Exception {
        Process server = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Server.class.getName(),
                        Path.of(DecoderUnloadTest.class
                                        .getResource("/golden/" + file)
                                        .toURI())
                                .toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(server.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(server.waitFor()).as(said).isZero();
    }

    /** The program of the other process: ends with 1 if the application's class loader is not collected. */
    static final class Server {
        private static final int COLLECTIONS = 100;
        private static final long PAUSE_MILLIS = 100;

        public static void main(String[] arguments) throws Exception {
            ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();
            Reference<ClassLoader> loader = run(arguments[0], collected);
            for (int i = 0; i < COLLECTIONS; i++) {
                System.gc();
                if (collected.remove(PAUSE_MILLIS) == loader) {
                    return;
                }
            }
            System.exit(1);
        }

        private static Reference<ClassLoader> run(String file, ReferenceQueue<ClassLoader> collected) throws Exception {
            try (URLClassLoader loader = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
                Class.forName(Application.class.getName(), true, loader)
                        .getMethod("decode", String.class)
                        .invoke(null, file);
                return new PhantomReference<>(loader, collected);
            }
        }

        private static URL[] classPath() throws IOException {
            List<URL> entries = new ArrayList<>();
            for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
                entries.add(Path.of(entry).toUri().toURL());
            }
            return entries.toArray(URL[]::new);
        }
    }

    /** What is taken away. */
    public static final class Application {
        private Application() {}

        public static void decode(String file) {
            new AudioDecoder().decode(Path.of(file));
            // As Metis8dEncoder.releaseNative() does where metis-native is there.
            Pointer.interruptDeallocatorThread();
        }
    }
}
