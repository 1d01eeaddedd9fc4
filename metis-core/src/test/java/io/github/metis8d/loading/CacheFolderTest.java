package io.github.metis8d.loading;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheFolderTest {
    private static final FileTime TIME = FileTime.from(Instant.parse("2026-02-20T01:02:04Z"));

    @TempDir
    Path folder;

    @Test
    void aLibraryIsThereWhenLengthAndTimeAreThoseOfTheJar() throws IOException {
        URL library = jar();
        CacheFolder cache = new CacheFolder(folder.resolve("cache"));
        assertThat(cache.holds(library)).as("empty").isFalse();
        Path unpacked = cache.path().resolve("natives.jar/org/x/libx.so");
        Files.createDirectories(unpacked.getParent());
        Files.write(unpacked, new byte[9]);
        Files.setLastModifiedTime(unpacked, TIME);
        assertThat(cache.holds(library)).as("half unpacked").isFalse();
        Files.write(unpacked, new byte[10]);
        assertThat(cache.holds(library)).as("without its time yet").isFalse();
        Files.setLastModifiedTime(unpacked, TIME);
        assertThat(cache.holds(library)).as("whole").isTrue();
    }

    @Test
    void whatIsInNoJarIsNotKnownToBeThere() throws IOException {
        Path file = Files.write(folder.resolve("libx.so"), new byte[10]);
        assertThat(new CacheFolder(folder).holds(file.toUri().toURL())).isFalse();
    }

    @Test
    void onlyWhatIsTornAndOfTheClassPathIsDeleted() throws IOException {
        URL library = jar();
        CacheFolder cache = new CacheFolder(folder.resolve("cache"));
        Path torn = write(cache.path().resolve("natives.jar/org/x/libx.so"), 9);
        Path other = write(cache.path().resolve("natives.jar/org/x/liby.so"), 9);
        Path ofAnother = write(cache.path().resolve("other.jar/org/x/libx.so"), 9);
        write(cache.path().resolve(".lock"), 0);
        try (URLClassLoader classes = new URLClassLoader(
                new URL[] {folder.resolve("natives.jar").toUri().toURL()}, null)) {
            cache.deleteTorn(classes);
            assertThat(torn).doesNotExist();
            assertThat(other).exists();
            assertThat(ofAnother).exists();
            write(torn, 10);
            Files.setLastModifiedTime(torn, TIME);
            cache.deleteTorn(classes);
            assertThat(torn).exists();
            assertThat(cache.holds(library)).isTrue();
        }
    }

    private static Path write(Path file, int bytes) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.write(file, new byte[bytes]);
    }

    private URL jar() throws IOException {
        Path jar = folder.resolve("natives.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            ZipEntry entry = new ZipEntry("org/x/libx.so");
            entry.setLastModifiedTime(TIME);
            zip.putNextEntry(entry);
            zip.write(new byte[10]);
        }
        return new URL("jar:" + jar.toUri() + "!/org/x/libx.so");
    }
}
