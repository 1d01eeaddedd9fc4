package io.github.metis8d.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metis8d.MetisException;
import org.junit.jupiter.api.Test;

class JavaCppMemoryTest {
    @Test
    void aLimitThatLeavesTooLittleNamesThePropertyThatLiftsIt() {
        assertThatThrownBy(() -> JavaCppMemory.requireRoom("LibTorch", 96 << 20, 26 << 20, 128 << 20))
                .isInstanceOf(MetisException.class)
                .hasMessageContaining("96 MB")
                .hasMessageContaining("26 MB")
                .hasMessageContaining("-Dorg.bytedeco.javacpp.maxPhysicalBytes=0");
    }

    @Test
    void noLimitAndOneThatLeavesRoomAreFine() {
        assertThatCode(() -> JavaCppMemory.requireRoom("LibTorch", 0, 1L << 40, 128 << 20))
                .doesNotThrowAnyException();
        assertThatCode(() -> JavaCppMemory.requireRoom("LibTorch", 1L << 30, 26 << 20, 128 << 20))
                .doesNotThrowAnyException();
    }

    @Test
    void onlyJavaCppsLimitIsToldAsSuch() {
        assertThat(JavaCppMemory.exceeded(new OutOfMemoryError(
                        "Failed to allocate memory within limits: totalBytes (1G + 8) > maxBytes (1G)")))
                .hasValueSatisfying(
                        message -> assertThat(message).contains("maxBytes (1G)", "-Dorg.bytedeco.javacpp.maxBytes=0"));
        assertThat(JavaCppMemory.exceeded(new OutOfMemoryError("Java heap space")))
                .isEmpty();
        assertThat(JavaCppMemory.exceeded(new OutOfMemoryError())).isEmpty();
        assertThat(JavaCppMemory.exceeded(new IllegalStateException("maxBytes")))
                .isEmpty();
    }
}
