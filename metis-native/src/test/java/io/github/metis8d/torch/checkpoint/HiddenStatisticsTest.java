package io.github.metis8d.torch.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.github.metis8d.ModelException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HiddenStatisticsTest {
    @TempDir
    Path temp;

    private Path file() {
        return temp.resolve("stats.pt");
    }

    private static void assertRight(HiddenStatistics statistics) {
        assertThat(statistics.mean()).containsExactly(StatisticsFiles.MEAN);
        for (int c = 0; c < StatisticsFiles.VAR.length; c++) {
            assertThat(statistics.deviation()[c]).isEqualTo((float) Math.sqrt(StatisticsFiles.VAR[c]), offset(0f));
        }
    }

    private AbstractThrowableAssert<?, ?> assertRefused() {
        return assertThatThrownBy(() -> HiddenStatistics.read(file(), 4))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(file().toString())
                .hasMessageContaining("torch.save({\"mean\": mean, \"var\": var}")
                .hasMessageNotContaining("Exception");
    }

    static List<Path> all() {
        return StatisticsFiles.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyFormThatTorchSavesIsRead(Path file) {
        assertRight(HiddenStatistics.read(file, 4));
    }

    @Test
    void thePickleOfTheseTestsIsOne() {
        StatisticsFiles.write(file(), StatisticsFiles.statistics("FloatStorage", 4, 0, 4, 1));
        assertRight(HiddenStatistics.read(file(), 4));
    }

    @Test
    void thereMustBeOneValueAChannel() {
        assertThatThrownBy(() -> HiddenStatistics.read(all().get(0), 5))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("\"mean\" is not a vector of 5 floating-point numbers");
    }

    @Test
    void namesOfPythonThatTensorsDoNotNeedAreRefused() {
        for (String global : List.of("cos\nsystem\n", "U\2osU\6system\u0093", "cbuiltins\neval\n", "ctorch\nload\n")) {
            StatisticsFiles.write(file(), StatisticsFiles.code(global, "(", StatisticsFiles.text("true"), "tR."));
            assertRefused().hasMessageContaining("of Python");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2147483647, 0, 4, 1, holds", // no more than the file has is taken, whatever is claimed
        "4, 1, 4, 1, outside",
        "4, -1, 4, 1, outside",
        "4, 0, 4, -1, outside",
        "4, 3, 4, -1, outside",
        "4, 0, 4, 2, outside",
        "9223372036854775807, 0, 4, 9223372036854775807, outside",
        "9223372036854775807, 9223372036854775807, 4, 1, outside",
        "9223372036854775807, 1, 4, 4611686018427387904, outside",
        "3, 0, 4, 1, outside",
        "-1, 0, 4, 1, outside",
        "4, 0, 2147483647, 1, not a vector of 4",
        "4, 0, -4, 1, not a vector of 4",
    })
    void aViewMustLieInItsStorage(long size, long offset, long length, long stride, String said) {
        StatisticsFiles.write(file(), StatisticsFiles.statistics("FloatStorage", size, offset, length, stride));
        if (said.equals("holds")) {
            assertRight(HiddenStatistics.read(file(), 4));
        } else {
            assertRefused().hasMessageContaining("\"mean\"").hasMessageContaining(said);
        }
    }

    @Test
    void numbersMustBeFloating() {
        StatisticsFiles.write(file(), StatisticsFiles.statistics("IntStorage", 4, 0, 4, 1));
        assertRefused().hasMessageContaining("int[4]");
    }

    @Test
    void numbersMustBeThere() {
        byte[] pickle = StatisticsFiles.statistics("FloatStorage", 4, 0, 4, 1);
        StatisticsFiles.write(file(), Map.of("a/data.pkl", pickle, "a/data/0", new byte[16]));
        assertRefused().hasMessageContaining("the numbers of \"var\" are missing");
        StatisticsFiles.write(file(), Map.of("a/data.pkl", pickle, "a/data/0", new byte[3], "a/data/1", new byte[0]));
        assertRefused().hasMessageContaining("0 numbers");
    }

    @Test
    void valuesMustBeOfUse() {
        byte[] pickle = StatisticsFiles.statistics("FloatStorage", 4, 0, 4, 1);
        for (float wrong : new float[] {Float.NaN, Float.POSITIVE_INFINITY, 0, -1}) {
            float[] var = {1, 1, wrong, 1};
            StatisticsFiles.write(
                    file(),
                    Map.of(
                            "a/data.pkl", pickle,
                            "a/data/0", StatisticsFiles.bytes(StatisticsFiles.MEAN),
                            "a/data/1", StatisticsFiles.bytes(var)));
            assertRefused().hasMessageContaining("channel 2");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X\u00ff\u00ff\u00ff\u007fabc.", // a text of 2 GB
                "X\u00ff\u00ff\u00ff\u00ffabc.", // of -1
                "U\u00ffabc.",
                "\u008a\u00ffabc.",
                "\u0095\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f}.", // a frame of 8 EiB
                "}r\u00ff\u00ff\u00ff\u00ffh\1.",
                "}q\0h\1.",
                "}q\0(h\0h\0u.", // a dictionary with itself for a key
                "}q\0(U\4meanh\0u.", // one in itself
                "]q\0h\0a.",
                "](h\0.",
                "}(U\1au.",
                "(t.",
                "t.",
                "R.",
                "}}R.",
                "b.",
                "}Nb.",
                "Q.",
                "N.",
                ".",
                "",
                "i\n.",
                "}0.",
                "ccollections\nOrderedDict\n]R.",
                "ccollections\nOrderedDict\n}\u0081.",
                "ctorch._utils\n_rebuild_tensor_v2\n)R.",
                "ctorch\nFloatStorage\n)R.",
                "\u0080\6}.",
                "c"
            })
    void aPickleThatIsWrongIsRefused(String code) {
        StatisticsFiles.write(file(), StatisticsFiles.code(code));
        assertRefused();
    }

    @Test
    void aPickleWithoutEndIsRefused() {
        for (String step : List.of("}", "]", "(", "}q\0", "U\1a", "cos")) {
            StatisticsFiles.write(file(), StatisticsFiles.code(step.repeat(3_000_000)));
            assertThat(allocated(this::assertRefused)).isLessThan(100 << 20);
        }
    }

    @Test
    void anArchiveThatUnpacksToGigabytesIsRefused() {
        byte[] zeros = new byte[200 << 20];
        byte[] pickle = StatisticsFiles.statistics("FloatStorage", 4, 0, 4, 1);
        for (String part : List.of("a/data.pkl", "a/data/0", "a/byteorder")) {
            Map<String, byte[]> parts = new java.util.HashMap<>(Map.of("a/data.pkl", pickle, "a/data/1", new byte[16]));
            parts.put(part, zeros);
            StatisticsFiles.write(file(), parts);
            assertThat(file()).content(StandardCharsets.ISO_8859_1).hasSizeLessThan(1 << 20);
            assertThat(allocated(this::assertRefused)).isLessThan(100 << 20);
        }
    }

    @Test
    void filesOfOtherKindsAreSaidToBeNone() throws Exception {
        for (String text :
                List.of("", "P", "PK", "PK\3\4", "no pickle", "<html>", "\u0080\2]q\0.", "\u0080\2", "\u0080")) {
            Files.write(file(), text.getBytes(StandardCharsets.ISO_8859_1));
            assertRefused();
        }
        Files.writeString(file(), "version https://git-lfs.github.com/spec/v1\n");
        assertRefused().hasMessageContaining("git lfs pull");
        StatisticsFiles.write(file(), Map.of("mean.npy", new byte[3]));
        assertRefused().hasMessageContaining("none of torch.save");
        Files.write(file(), new byte[17 << 20]);
        assertRefused().hasMessageContaining("far larger");
    }

    /** {@return the bytes that this thread allocates meanwhile} */
    static long allocated(Runnable work) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        work.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
