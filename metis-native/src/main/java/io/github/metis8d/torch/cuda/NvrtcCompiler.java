package io.github.metis8d.torch.cuda;

import static org.bytedeco.cuda.global.nvrtc.NVRTC_SUCCESS;
import static org.bytedeco.cuda.global.nvrtc.nvrtcCompileProgram;
import static org.bytedeco.cuda.global.nvrtc.nvrtcCreateProgram;
import static org.bytedeco.cuda.global.nvrtc.nvrtcDestroyProgram;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetCUBIN;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetCUBINSize;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetErrorString;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetNumSupportedArchs;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetPTX;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetPTXSize;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetProgramLog;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetProgramLogSize;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetSupportedArchs;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.cuda.nvrtc._nvrtcProgram;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.SizeTPointer;

/** CUDA's compiler as a library, which needs no toolkit and no GPU. */
final class NvrtcCompiler implements KernelCompiler {
    @Override
    public int[] architectures() {
        int[] count = new int[1];
        check(nvrtcGetNumSupportedArchs(count), "NVRTC does not tell how many architectures it knows", "");
        int[] known = new int[count[0]];
        check(nvrtcGetSupportedArchs(known), "NVRTC does not tell which architectures it knows", "");
        return known;
    }

    @Override
    public Compiled compile(KernelSource source, KernelTarget target) {
        String failure = source + " cannot be compiled for " + target;
        try (PointerScope scope = new PointerScope()) {
            _nvrtcProgram program = new _nvrtcProgram();
            int created = nvrtcCreateProgram(
                    program,
                    new BytePointer(source.text()),
                    new BytePointer(source.name() + ".cu"),
                    1,
                    new PointerPointer<>(KernelSource.header()),
                    new PointerPointer<>(KernelSource.HEADER));
            check(created, failure, "");
            try {
                String[] options = options(source, target);
                int done = nvrtcCompileProgram(program, options.length, new PointerPointer<>(options));
                String log = log(program);
                check(done, failure, log);
                return new Compiled(target.portable() ? ptx(program, failure) : cubin(program, failure), log);
            } finally {
                nvrtcDestroyProgram(program);
            }
        }
    }

    private static String[] options(KernelSource source, KernelTarget target) {
        List<String> options = new ArrayList<>(List.of("--std=c++17", "--gpu-architecture=" + target));
        if (!target.portable()) {
            options.add("--ptxas-options=--verbose");
        }
        source.definitions().forEach(definition -> options.add("--define-macro=" + definition));
        return options.toArray(String[]::new);
    }

    private static byte[] cubin(_nvrtcProgram program, String failure) {
        SizeTPointer size = new SizeTPointer(1);
        check(nvrtcGetCUBINSize(program, size), failure, "");
        byte[] cubin = new byte[Math.toIntExact(size.get())];
        check(nvrtcGetCUBIN(program, cubin), failure, "");
        return cubin;
    }

    private static byte[] ptx(_nvrtcProgram program, String failure) {
        SizeTPointer size = new SizeTPointer(1);
        check(nvrtcGetPTXSize(program, size), failure, "");
        byte[] ptx = new byte[Math.toIntExact(size.get())];
        check(nvrtcGetPTX(program, ptx), failure, "");
        return ptx;
    }

    private static String log(_nvrtcProgram program) {
        SizeTPointer size = new SizeTPointer(1);
        nvrtcGetProgramLogSize(program, size);
        BytePointer log = new BytePointer(size.get());
        nvrtcGetProgramLog(program, log);
        return log.getString().strip();
    }

    private static void check(int result, String failure, String log) {
        if (result != NVRTC_SUCCESS) {
            throw new KernelException(
                    failure + ": " + nvrtcGetErrorString(result).getString() + (log.isEmpty() ? "" : "\n" + log));
        }
    }
}
