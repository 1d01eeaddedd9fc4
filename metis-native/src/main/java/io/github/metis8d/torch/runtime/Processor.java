package io.github.metis8d.torch.runtime;

import io.github.metis8d.DeviceUnavailableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;

/**
 * What of a processor decides how a model is computed on it.
 *
 * @param oneDnn whether LibTorch has oneDNN for it, as on x86
 * @param avx512 whether oneDNN has AVX-512 on it: those parts of it that it asks for
 * @param bfloat16Vectors whether it multiplies vectors of bfloat16 (AVX-512 BF16)
 * @param bfloat16Matrices whether it multiplies matrices of bfloat16 (AMX)
 * @param cores how many of its cores the process may use
 */
public record Processor(boolean oneDnn, boolean avx512, boolean bfloat16Vectors, boolean bfloat16Matrices, int cores) {
    /** The system property that names a processor for which to compute, in place of the machine's. */
    public static final String PROPERTY = "metis.processor";

    /** The kinds that the property can name: each has what those before it have. */
    public static final List<String> KINDS = List.of("plain", "onednn", "avx512", "avx512_bf16", "amx");

    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    /** {@return the processor of this machine, as Linux describes it; elsewhere without any extension} */
    public static Processor ofMachine() {
        return Machine.PROCESSOR;
    }

    /**
     * {@return the processor that the system property {@value #PROPERTY} names, or without it that of the machine}
     *
     * @throws DeviceUnavailableException if the property names none, or one as which this machine would compute wrong
     */
    public static Processor ofProcess() {
        String forced = System.getProperty(PROPERTY);
        if (forced == null) {
            return ofMachine();
        }
        if (!KINDS.contains(forced)) {
            throw new DeviceUnavailableException(
                    "the system property " + PROPERTY + " is \"" + forced + "\"; it can be one of " + KINDS);
        }
        Processor processor = ofKind(forced, ofMachine().cores());
        processor.unfit().ifPresent(reason -> {
            throw new DeviceUnavailableException(
                    "the system property " + PROPERTY + " is \"" + forced + "\", but on this machine " + reason);
        });
        return processor;
    }

    /**
     * {@return a processor of a kind}
     *
     * @param kind one of {@link #KINDS}
     * @param cores how many
     */
    public static Processor ofKind(String kind, int cores) {
        int level = KINDS.indexOf(kind);
        return new Processor(level >= 1, level >= 2, level >= 3, level >= 4, cores);
    }

    /**
     * {@return what a processor is by its description, without regard to LibTorch's view of it}
     *
     * @param cpuInfo what Linux says of it in {@code /proc/cpuinfo}
     * @param oneDnn whether LibTorch has oneDNN for it
     * @param cores how many
     */
    static Processor of(String cpuInfo, boolean oneDnn, int cores) {
        return new Processor(
                oneDnn,
                oneDnn && cpuInfo.contains("avx512bw") && cpuInfo.contains("avx512dq") && cpuInfo.contains("avx512vl"),
                oneDnn && cpuInfo.contains("avx512_bf16"),
                oneDnn && cpuInfo.contains("amx_bf16"),
                cores);
    }

    /** {@return which of {@link #KINDS} it is} */
    public String kind() {
        if (bfloat16Matrices) {
            return "amx";
        }
        if (bfloat16Vectors) {
            return "avx512_bf16";
        }
        if (avx512) {
            return "avx512";
        }
        return oneDnn ? "onednn" : "plain";
    }

    /** {@return whether oneDNN's float32 products have all bits on it, and are faster than those of a BLAS} */
    public boolean oneDnnKeepsAllBits() {
        return avx512 && !bfloat16Matrices;
    }

    /** {@return why this machine cannot compute as if it had this processor, or nothing if it can} */
    public Optional<String> unfit() {
        if (oneDnn && !LibTorch.hasOneDnn()) {
            return Optional.of("LibTorch has no oneDNN");
        }
        if (oneDnnKeepsAllBits() && !OneDnnFloat32.keepsAllBits()) {
            return Optional.of("oneDNN would reduce float32 products to bfloat16");
        }
        return Optional.empty();
    }

    /** {@return its kind and cores, e.g. "avx512_bf16, 2 cores"} */
    @Override
    public String toString() {
        return kind() + ", " + cores + (cores == 1 ? " core" : " cores");
    }

    /** {@return how many cores the process may use} */
    static int availableCores() {
        // The first respects the limits of a container; the second does not count hyper-threads.
        return Math.max(1, Math.min(Runtime.getRuntime().availableProcessors(), Loader.totalCores()));
    }

    /** Looked at once. */
    private static final class Machine {
        static final Processor PROCESSOR = look();

        private static Processor look() {
            Processor described = of(cpuInfo(), LibTorch.hasOneDnn(), availableCores());
            boolean asDescribed = described.unfit().isEmpty();
            return asDescribed
                    ? described
                    : new Processor(described.oneDnn, false, described.bfloat16Vectors, false, described.cores);
        }

        private static String cpuInfo() {
            try {
                return Files.readString(CPU_INFO, StandardCharsets.ISO_8859_1);
            } catch (IOException e) {
                return ""; // no Linux
            }
        }
    }
}
