package io.github.metis8d.torch.cuda;

import static org.bytedeco.cuda.global.nvrtc.NVRTC_SUCCESS;
import static org.bytedeco.cuda.global.nvrtc.nvrtcCompileProgram;
import static org.bytedeco.cuda.global.nvrtc.nvrtcCreateProgram;
import static org.bytedeco.cuda.global.nvrtc.nvrtcDestroyProgram;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetCUBIN;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetCUBINSize;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetErrorString;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetProgramLog;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetProgramLogSize;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.cuda.nvrtc._nvrtcProgram;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.SizeTPointer;

/** CUDA's compiler as a library, which needs no toolkit and no GPU. */
final class NvrtcCompiler {
    /**
     * What comes of a source.
     *
     * @param cubin machine code of one architecture
     * @param log what the compiler and the assembler said
     */
    record Compiled(byte[] cubin, String log) {}

    /**
     * Compiles a kernel.
     *
     * @param source the kernel
     * @param architecture of the device, e.g. {@code sm_90}
     * @throws KernelException if that is not possible; the message has the compiler's log
     */
    Compiled compile(KernelSource source, String architecture) {
        try (PointerScope scope = new PointerScope()) {
            _nvrtcProgram program = new _nvrtcProgram();
            int created = nvrtcCreateProgram(
                    program,
                    new BytePointer(source.text()),
                    new BytePointer(source.name() + ".cu"),
                    1,
                    new PointerPointer<>(KernelSource.header()),
                    new PointerPointer<>(KernelSource.HEADER));
            check(created, source, architecture, "");
            try {
                String[] options = options(source, architecture);
                int done = nvrtcCompileProgram(program, options.length, new PointerPointer<>(options));
                String log = log(program);
                check(done, source, architecture, log);
                return new Compiled(cubin(program), log);
            } finally {
                nvrtcDestroyProgram(program);
            }
        }
    }

    private static String[] options(KernelSource source, String architecture) {
        List<String> options = new ArrayList<>(
                List.of("--std=c++17", "--gpu-architecture=" + architecture, "--ptxas-options=--verbose"));
        source.definitions().forEach(definition -> options.add("--define-macro=" + definition));
        return options.toArray(String[]::new);
    }

    private static byte[] cubin(_nvrtcProgram program) {
        SizeTPointer size = new SizeTPointer(1);
        nvrtcGetCUBINSize(program, size);
        byte[] cubin = new byte[Math.toIntExact(size.get())];
        nvrtcGetCUBIN(program, cubin);
        return cubin;
    }

    private static String log(_nvrtcProgram program) {
        SizeTPointer size = new SizeTPointer(1);
        nvrtcGetProgramLogSize(program, size);
        BytePointer log = new BytePointer(size.get());
        nvrtcGetProgramLog(program, log);
        return log.getString().strip();
    }

    private static void check(int result, KernelSource source, String architecture, String log) {
        if (result != NVRTC_SUCCESS) {
            throw new KernelException(source + " cannot be compiled for " + architecture + ": "
                    + nvrtcGetErrorString(result).getString() + (log.isEmpty() ? "" : "\n" + log));
        }
    }
}
