package io.github.metis8d.torch.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A kernel in CUDA C++, and what it is compiled with.
 *
 * @param name of the kernel; its source is the resource of this name and the ending {@code .cu}
 * @param definitions of preprocessor macros, {@code NAME=value} each
 */
public record KernelSource(String name, List<String> definitions) {
    /** The header that sources include: what the device offers beyond plain C++. */
    public static final String HEADER = "intrinsics.cuh";

    /**
     * A kernel for elements of a number format, its macro {@code ELEMENT}.
     *
     * @param name of the kernel
     * @param dtype of its elements
     * @param sizes its other macros, {@code NAME=value} each
     * @return the source
     */
    static KernelSource of(String name, ScalarType dtype, String... sizes) {
        List<String> definitions = new ArrayList<>(List.of("ELEMENT=" + element(dtype)));
        definitions.addAll(List.of(sizes));
        return new KernelSource(name, List.copyOf(definitions));
    }

    private static String element(ScalarType dtype) {
        return switch (dtype.intern()) {
            case Float -> "float";
            case BFloat16 -> "bfloat16";
            case Half -> "float16";
            default -> throw new IllegalArgumentException("no kernel computes in " + dtype);
        };
    }

    /** {@return the source as text} */
    public String text() {
        return resource(name + ".cu");
    }

    /** {@return the text of the {@link #HEADER} for CUDA devices} */
    static String header() {
        return resource(HEADER);
    }

    private static String resource(String file) {
        try (InputStream in = KernelSource.class.getResourceAsStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
