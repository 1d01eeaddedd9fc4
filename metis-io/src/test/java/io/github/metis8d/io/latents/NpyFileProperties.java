package io.github.metis8d.io.latents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metis8d.Latents;
import io.github.metis8d.MetisException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterTry;

class NpyFileProperties {
    private final Path file = file();

    private static Path file() {
        try {
            return Files.createTempFile("latents", ".npy");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterTry
    void clean() throws IOException {
        Files.deleteIfExists(file);
    }

    /** Any float at all, by its bits. */
    @Provide
    Arbitrary<Latents> latents() {
        return Arbitraries.integers()
                .map(Float::intBitsToFloat)
                .array(float[].class)
                .ofMaxSize(200)
                .map(values -> new Latents(Arrays.copyOf(values, values.length / 8 * 8)));
    }

    @Property(tries = 300)
    void whatIsWrittenReadsBackBitForBit(@ForAll("latents") Latents latents) throws IOException {
        NpyFile.create(file, latents).close();
        assertThat(NpyFile.isWhole(file)).isTrue();
        assertThat(bits(NpyFile.read(file))).isEqualTo(bits(latents));
    }

    private static int[] bits(Latents latents) {
        int[] bits = new int[latents.values().length];
        Arrays.setAll(bits, i -> Float.floatToRawIntBits(latents.values()[i]));
        return bits;
    }

    @Property(tries = 300)
    void aFileCutShortOrGrownIsNotWhole(@ForAll("latents") Latents latents, @ForAll @IntRange(max = 2000) int cut)
            throws IOException {
        NpyFile.create(file, latents).close();
        byte[] whole = Files.readAllBytes(file);
        int length = cut == whole.length ? cut - 1 : cut;
        Files.write(file, Arrays.copyOf(whole, length));
        assertThat(NpyFile.isWhole(file)).isFalse();
        assertThatThrownBy(() -> NpyFile.read(file)).isInstanceOf(MetisException.class);
    }

    @Example
    void theBytesAreThoseOfNumPy() throws IOException {
        NpyFile.create(file, new Latents(new float[] {1, 2, 3, 4, 5, 6, 7, 8})).close();
        byte[] bytes = Files.readAllBytes(file);
        String header = new String(bytes, 0, 128, StandardCharsets.ISO_8859_1);
        assertThat(header)
                .startsWith("\u0093NUMPY\1\0\u0076\0{'descr': '<f4', 'fortran_order': False, 'shape': (1, 8), }  ")
                .endsWith(" \n");
        assertThat(bytes).hasSize(128 + 32);
        assertThat(Arrays.copyOfRange(bytes, 128, 132)).containsExactly(0, 0, 0x80, 0x3f);
    }
}
