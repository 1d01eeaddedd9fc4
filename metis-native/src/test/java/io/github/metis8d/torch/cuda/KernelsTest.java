package io.github.metis8d.torch.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.pytorch.global.torch.full;

import io.github.metis8d.DeviceFailedException;
import io.github.metis8d.torch.runtime.LibTorch;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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

    private static final List<Operation> ran = new ArrayList<>();

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
        ran.clear();
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
    void aKernelThatBreaksTheDeviceEndsTheLoadWithWordsOfOursAndNothingElseRuns() {
        device.fault = "cuda:0 failed: an illegal memory access was encountered";
        assertThatThrownBy(() -> choose("all", new Operation(2.0, 0.5)))
                .isInstanceOf(DeviceFailedException.class)
                .hasMessageContaining("cuda:0 failed: an illegal memory access was encountered")
                .hasMessageContaining("kernel " + NAME)
                .hasMessageContaining("METIS_OPTS=-Dmetis.kernels=none");
        assertThat(ran).as("its twin is not blamed").hasSize(1);
        assertThat(device.runs).isZero();
        assertThat(log.messages).isEmpty();
    }

    @Test
    void aDeviceThatBreaksWhileKernelsAreTimedEndsTheLoadToo() {
        Operation kernel = new Operation(2.0, 0.5);
        device.failsWhenTimed = true;
        assertThatThrownBy(() -> choose("all", kernel))
                .isInstanceOf(DeviceFailedException.class)
                .hasMessageContaining("kernel " + NAME);
        assertThat(log.messages).isEmpty();
    }

    @Test
    void anErrorThatDoesNotStayLeavesTheKernelOutOnly() {
        Kernels kernels = new Kernels(device, 0.01, Kernels.ALL);
        Operation used = kernels.choose(NAME, TWIN, on -> new Operation(2.0, 0.5), () -> operation -> {
            throw new KernelException("CUDA error: too many resources requested for launch in cuLaunchKernel");
        });
        assertThat(used).isSameAs(TWIN);
        assertThat(log.warnings()).singleElement().asString().contains(NAME, "too many resources");
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
            ran.add(operation);
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
        private boolean failsWhenTimed;
        private String fault;

        @Override
        public LoadedKernel load(KernelSource source) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<String> fault() {
            return Optional.ofNullable(fault);
        }

        @Override
        public double seconds(Runnable work) {
            if (failsWhenTimed) {
                fault = "cuda:0 failed: an illegal memory access was encountered";
                throw new KernelException(
                        "CUDA error: an illegal memory access was encountered in cudaStreamSynchronize");
            }
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
