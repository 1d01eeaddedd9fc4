package io.github.metis8d;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metis8d.spi.Backend;
import io.github.metis8d.spi.BackendProvider;
import io.github.metis8d.spi.ModelResolver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceConfigurationError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Services as they are found in applications: whole, missing, broken, and in another application's class loader. */
class ServicesTest {
    @TempDir
    private Path folder;

    private final ClassLoader before = Thread.currentThread().getContextClassLoader();
    private URLClassLoader context;

    @AfterEach
    void restore() throws IOException {
        Thread.currentThread().setContextClassLoader(before);
        if (context != null) {
            context.close();
        }
    }

    /** Found by the context class loader alone, as metis-native of a web application whose server has metis-core. */
    public static final class Provider implements BackendProvider {
        @Override
        public Backend open(ModelSource model, String device, Precision precision) {
            return new FakeBackend().open(model, device, precision);
        }
    }

    /** Has settings that cannot be meant. */
    public static final class MisconfiguredResolver implements ModelResolver {
        /** Fails. */
        public MisconfiguredResolver() {
            throw new ModelException("HF_ENDPOINT is no address");
        }

        @Override
        public ModelSource.Checkpoint resolve(ModelSource.Hub source) {
            throw new AssertionError("never made");
        }
    }

    /** Lacks what it needs. */
    public static final class IncompleteProvider implements BackendProvider {
        /** Fails. */
        public IncompleteProvider() {
            throw new NoClassDefFoundError("org/bytedeco/javacpp/Loader");
        }

        @Override
        public Backend open(ModelSource model, String device, Precision precision) {
            throw new AssertionError("never made");
        }
    }

    private URL services(Class<?> type, String provider) {
        try {
            Path file = folder.resolve("META-INF/services").resolve(type.getName());
            Files.createDirectories(file.getParent());
            Files.writeString(file, provider);
            return folder.toUri().toURL();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void context(Class<?> type, String provider) {
        context = new URLClassLoader(
                new URL[] {services(type, provider)}, getClass().getClassLoader());
        Thread.currentThread().setContextClassLoader(context);
    }

    private static Metis8dEncoder build() {
        return Metis8dEncoder.builder()
                .model(ModelSource.tinyRandom())
                .device("cpu")
                .build();
    }

    @Test
    void aServiceThatOnlyTheContextClassLoaderSeesIsFound() {
        context(BackendProvider.class, Provider.class.getName());

        build().close();
    }

    @Test
    void withoutAContextClassLoaderTheMissingArtifactIsNamed() {
        Thread.currentThread().setContextClassLoader(null);

        assertThatThrownBy(ServicesTest::build)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("metis-native");
    }

    @Test
    void aServiceOfAnotherApplicationsCopyOfTheLibraryIsOneOfOurErrors() {
        context = new OtherCopy(services(BackendProvider.class, Provider.class.getName()));
        Thread.currentThread().setContextClassLoader(context);

        assertThatThrownBy(ServicesTest::build)
                .isExactlyInstanceOf(MetisException.class)
                .hasMessageContaining("metis-native")
                .hasMessageContaining("not a subtype")
                .hasMessageContaining("class loader");
    }

    @Test
    void ourOwnClassLoaderIsAskedFirst() throws Exception {
        try (OtherCopy own = new OtherCopy(services(BackendProvider.class, Provider.class.getName()))) {
            // Here is the same provider, but that of the first copy.
            context(BackendProvider.class, Provider.class.getName());
            Class<?> type = own.loadClass(Metis8dEncoder.class.getName());
            assertThat(type).isNotSameAs(Metis8dEncoder.class);
            Object builder = type.getMethod("builder").invoke(null);

            Object status = builder.getClass().getMethod("deviceStatus").invoke(builder);

            assertThat(status).isEqualTo(List.of());
        }
    }

    @Test
    void aProviderThatLacksAClassIsOneOfOurErrors() {
        context(BackendProvider.class, IncompleteProvider.class.getName());

        assertThatThrownBy(ServicesTest::build)
                .isExactlyInstanceOf(MetisException.class)
                .hasMessageContaining("org/bytedeco/javacpp/Loader")
                .hasMessageContaining("depend on")
                .hasCauseInstanceOf(ServiceConfigurationError.class);
    }

    /** Finds only at work that it lacks something, such as Jackson's classes. */
    public static final class LateProvider implements BackendProvider {
        @Override
        public Backend open(ModelSource model, String device, Precision precision) {
            throw new NoClassDefFoundError("com/fasterxml/jackson/core/JsonProcessingException");
        }
    }

    @Test
    void aProviderThatLacksAClassOnlyAtWorkIsOneOfOurErrors() {
        context(BackendProvider.class, LateProvider.class.getName());

        assertThatThrownBy(ServicesTest::build)
                .isExactlyInstanceOf(MetisException.class)
                .hasMessageContaining("NoClassDefFoundError: com/fasterxml/jackson/core/JsonProcessingException")
                .hasMessageContaining("depend on")
                .hasCauseInstanceOf(NoClassDefFoundError.class);
    }

    @Test
    void aProviderThatIsNotThereIsOneOfOurErrors() {
        context(BackendProvider.class, "no.such.Provider");

        assertThatThrownBy(ServicesTest::build)
                .isExactlyInstanceOf(MetisException.class)
                .hasMessageContaining("no.such.Provider");
    }

    @Test
    void aResolverWhoseSettingsCannotBeMeantSaysSoItself() {
        context(ModelResolver.class, MisconfiguredResolver.class.getName());

        assertThatThrownBy(() -> Metis8dEncoder.builder()
                        .backend(new FakeBackend())
                        .model(ModelSource.pretrained())
                        .build())
                .isExactlyInstanceOf(ModelException.class)
                .hasMessage("HF_ENDPOINT is no address");
    }

    /** The library and these tests a second time, as in another web application of the same server. */
    private static final class OtherCopy extends URLClassLoader {
        OtherCopy(URL services) {
            super(
                    new URL[] {
                        services,
                        Metis8dEncoder.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation(),
                        ServicesTest.class.getProtectionDomain().getCodeSource().getLocation()
                    },
                    ClassLoader.getPlatformClassLoader());
        }
    }
}
