package io.github.metis8d.torch.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.pytorch.global.torch.full;

import io.github.metis8d.torch.runtime.LibTorch;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A kernel is used if it is right and no slower, and not otherwise. */
class KernelsTest {
    private static final String NAME = "doubling";
    private static final Operation TWIN = new Operation(2.0, 1.0);

    private final FakeDevice device = new FakeDevice();
    private final Log log = new Log();
    private PointerScope scope;

    @BeforeAll
    static void load() {
        LibTorch.load();
    }

    @BeforeEach
    void open() {
        scope = new PointerScope();
        log.open();
    }

    @AfterEach
    void close() {
        log.close();
        scope.close();
    }

    @Test
    void aKernelThatAgreesAndIsFasterIsUsed() {
        Operation kernel = new Operation(2.0, 0.5);
        assertThat(choose("all", kernel)).isSameAs(kernel);
        assertThat(log.messages).singleElement().asString().contains(NAME, "500 ms", "1,000 ms", "is used");
    }

    @Test
    void aKernelThatDisagreesIsNotUsedAndTheLogSaysSo() {
        assertThat(choose("all", new Operation(2.1, 0.5))).isSameAs(TWIN);
        assertThat(log.warnings()).singleElement().asString().contains(NAME, "off by 0.05", "not used");
    }

    @Test
    void theLogHasItsNumbersAlikeOnEveryMachine() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            new Kernels(device, 1e-4, Kernels.ALL).choose(NAME, TWIN, on -> new Operation(2.1, 0.5), KernelsTest::data);
            assertThat(log.warnings()).singleElement().asString().contains("off by 0.050", "more than 0.00010");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void aKernelThatGivesNoNumberIsNotUsed() {
        assertThat(choose("all", new Operation(Double.NaN, 0.5))).isSameAs(TWIN);
        assertThat(log.warnings()).singleElement().asString().contains(NAME, "not used");
    }

    @Test
    void aKernelThatIsSlowerIsNotUsedAndTheLogSaysSo() {
        assertThat(choose("all", new Operation(2.0, 1.5))).isSameAs(TWIN);
        assertThat(log.messages).singleElement().asString().contains(NAME, "1,500 ms", "1,000 ms", "not used");
    }

    @Test
    void aKernelThatCannotBeCompiledIsNotUsedAndTheLogSaysWhy() {
        Kernels kernels = new Kernels(device, 0.01, Kernels.ALL);
        Operation used = kernels.choose(
                NAME,
                TWIN,
                on -> {
                    throw new KernelException("no such architecture");
                },
                KernelsTest::data);
        assertThat(used).isSameAs(TWIN);
        assertThat(log.warnings()).singleElement().asString().contains(NAME, "no such architecture");
    }

    @Test
    void aLibraryThatIsNotThereIsNoErrorEither() {
        Kernels kernels = new Kernels(device, 0.01, Kernels.ALL);
        Operation used = kernels.choose(
                NAME,
                TWIN,
                on -> {
                    throw new UnsatisfiedLinkError("libnvrtc.so.13");
                },
                KernelsTest::data);
        assertThat(used).isSameAs(TWIN);
        assertThat(log.warnings()).singleElement().asString().contains(NAME, "libnvrtc.so.13");
    }

    @Test
    void aKernelIsTriedOnceForAllLayers() {
        Kernels kernels = new Kernels(device, 0.01, Kernels.ALL);
        Operation first = new Operation(2.0, 0.5);
        Operation second = new Operation(2.0, 0.5);
        assertThat(kernels.choose(NAME, TWIN, on -> first, KernelsTest::data)).isSameAs(first);
        int runs = device.runs;
        assertThat(kernels.choose(NAME, TWIN, on -> second, KernelsTest::data)).isSameAs(second);
        assertThat(device.runs).isEqualTo(runs).isPositive();
    }

    @Test
    void thePropertyNamesWhatMayBeUsed() {
        Operation kernel = new Operation(2.0, 0.5);
        assertThat(choose("none", kernel)).isSameAs(TWIN);
        assertThat(choose("halving", kernel)).isSameAs(TWIN);
        assertThat(device.runs).isZero();
        assertThat(choose("halving, " + NAME, kernel)).isSameAs(kernel);
    }

    @Test
    void closingUnloadsTheKernels() {
        new Kernels(device, 0.01, Kernels.ALL).close();
        assertThat(device.closed).isTrue();
    }

    private Operation choose(String allowed, Operation kernel) {
        return new Kernels(device, 0.01, allowed).choose(NAME, TWIN, on -> kernel, KernelsTest::data);
    }

    private static Function<Operation, Tensor> data() {
        Tensor ones = full(new long[] {3}, new Scalar(1.0f));
        return operation -> {
            FakeDevice.clock += operation.seconds;
            return ones.mul(new Scalar(operation.factor));
        };
    }

    private record Operation(double factor, double seconds) {}

    /** Takes as long as the operations say that run on it. */
    private static final class FakeDevice implements KernelDevice {
        private static double clock;
        private int runs;
        private boolean closed;

        @Override
        public LoadedKernel load(KernelSource source) {
            throw new UnsupportedOperationException();
        }

        @Override
        public double seconds(Runnable work) {
            double start = clock;
            work.run();
            runs++;
            return clock - start;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    /** What the class under test logs. */
    private static final class Log extends Handler {
        private final Logger logger = Logger.getLogger(Kernels.class.getName());
        private final List<String> messages = new ArrayList<>();
        private final List<Level> levels = new ArrayList<>();

        void open() {
            logger.setUseParentHandlers(false);
            logger.setLevel(Level.ALL);
            logger.addHandler(this);
        }

        List<String> warnings() {
            assertThat(levels).containsOnly(Level.WARNING);
            return messages;
        }

        @Override
        public void publish(LogRecord record) {
            messages.add(MessageFormat.format(record.getMessage(), record.getParameters()));
            levels.add(record.getLevel());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            logger.removeHandler(this);
            logger.setUseParentHandlers(true);
        }
    }
}
