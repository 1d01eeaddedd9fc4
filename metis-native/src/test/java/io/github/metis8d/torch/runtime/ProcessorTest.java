package io.github.metis8d.torch.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class ProcessorTest {
    static final List<String> KINDS = Processor.KINDS;

    @ParameterizedTest
    @CsvSource({
        "fpu sse2 avx2 fma, onednn",
        "avx2 avx512f avx512cd, onednn",
        "avx512f avx512dq avx512bw avx512vl, avx512",
        "avx512f avx512dq avx512bw avx512vl avx512_bf16, avx512_bf16",
        "avx512f avx512dq avx512bw avx512vl avx512_bf16 amx_bf16 amx_tile, amx"
    })
    void isWhatLinuxSaysOfIt(String flags, String kind) {
        assertThat(Processor.of("flags\t\t: " + flags + "\n", true, 2).kind()).isEqualTo(kind);
    }

    @Test
    void isPlainWithoutOneDnn() {
        assertThat(Processor.of("flags : avx512dq avx512bw avx512vl", false, 2)).hasToString("plain, 2 cores");
    }

    @ParameterizedTest
    @FieldSource("KINDS")
    void isOfTheKindThatItIsMadeOf(String kind) {
        assertThat(Processor.ofKind(kind, 1)).hasToString(kind + ", 1 core");
    }
}
