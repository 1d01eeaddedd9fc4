package io.github.metis8d.torch.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metis8d.ModelException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever stands in a file of statistics, it is read or refused, in little memory. */
class HiddenStatisticsProperties {
    /** What a whole file of these tests takes, with its copies, is some 100 KB. */
    private static final long MAX_ALLOCATED = 16 << 20;

    private static Path file;

    @BeforeContainer
    static void makeFile() throws IOException {
        file = Files.createTempFile("statistics", ".pt");
    }

    @AfterContainer
    static void deleteFile() throws IOException {
        Files.delete(file);
    }

    private static void assertReadOrRefused() {
        long allocated = HiddenStatisticsTest.allocated(() -> {
            try {
                HiddenStatistics statistics = HiddenStatistics.read(file, 4);
                assertThat(statistics.mean()).hasSize(4);
                for (float deviation : statistics.deviation()) {
                    assertThat(deviation).isPositive();
                }
            } catch (ModelException e) {
                assertThat(e).hasMessageContaining(file.toString()).hasMessageNotContaining("Exception");
            }
        });
        assertThat(allocated).isLessThan(MAX_ALLOCATED);
    }

    /** Overwrites, cuts out, doubles and cuts off. */
    private static byte[] damaged(byte[] whole, Random random) {
        byte[] bytes = whole.clone();
        for (int times = 1 + random.nextInt(4); times > 0 && bytes.length > 0; times--) {
            int at = random.nextInt(bytes.length);
            int length = Math.min(1 + random.nextInt(8), bytes.length - at);
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> Arrays.fill(bytes, at, at + length, (byte) 0xff);
                case 2 -> bytes[at] = (byte) random.nextInt(256);
                case 3 -> bytes = joined(bytes, at, at + length);
                case 4 -> bytes = joined(bytes, at + length, at);
                default -> bytes = random.nextInt(4) == 0 ? Arrays.copyOf(bytes, at) : bytes;
            }
        }
        return bytes;
    }

    private static byte[] joined(byte[] bytes, int end, int start) {
        byte[] joined = Arrays.copyOf(bytes, end + bytes.length - start);
        System.arraycopy(bytes, start, joined, end, bytes.length - start);
        return joined;
    }

    @Property
    void aDamagedFileIsReadOrRefused(@ForAll("files") Path original, @ForAll long seed) throws IOException {
        Files.write(file, damaged(Files.readAllBytes(original), new Random(seed)));
        assertReadOrRefused();
    }

    @Property
    void aDamagedPickleIsReadOrRefused(@ForAll("archives") Path original, @ForAll long seed) {
        StatisticsFiles.write(file, damaged(StatisticsFiles.pickle(original), new Random(seed)));
        assertReadOrRefused();
    }

    @Property
    void aPickleOfAnyInstructionsIsReadOrRefused(@ForAll("code") List<String> code) {
        StatisticsFiles.write(file, StatisticsFiles.code(code.toArray()));
        assertReadOrRefused();
    }

    @Provide
    Arbitrary<Path> files() {
        return Arbitraries.of(StatisticsFiles.all());
    }

    @Provide
    Arbitrary<Path> archives() {
        return Arbitraries.of(StatisticsFiles.all().stream()
                .filter(path -> !path.getFileName().toString().startsWith("legacy"))
                .toList());
    }

    @Provide
    Arbitrary<List<String>> code() {
        String whole = new String(StatisticsFiles.statistics("FloatStorage", 4, 0, 4, 1), StandardCharsets.ISO_8859_1);
        return Arbitraries.of(
                        "(",
                        ")",
                        "]",
                        "}",
                        "t",
                        "\u0085",
                        "\u0086",
                        "\u0087",
                        "a",
                        "e",
                        "s",
                        "u",
                        "N",
                        "\u0088",
                        "K\4",
                        "M\0\4",
                        "J\u00ff\u00ff\u00ff\u00ff",
                        "\u008a\u0009\0\0\0\0\0\0\0\0\1",
                        "q\0",
                        "q\1",
                        "h\0",
                        "h\1",
                        "\u0094",
                        "R",
                        "b",
                        "Q",
                        "0",
                        "2",
                        ".",
                        "U\4mean",
                        "U\3var",
                        "U\7storage",
                        "U\0010",
                        "U\3cpu",
                        "ctorch\nFloatStorage\n",
                        "ctorch._utils\n_rebuild_tensor_v2\n",
                        "ccollections\nOrderedDict\n",
                        StatisticsFiles.tensor("FloatStorage", "0", 4, 0, 4, 1).toString(),
                        whole)
                .list()
                .ofMaxSize(40);
    }
}
