package io.github.metis8d.torch.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.UUID;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The environment as native code sees it: LibTorch asks for its variables by getenv. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere nothing is set")
class NativeEnvironmentTest {
    private final String name = "METIS_TEST_" + UUID.randomUUID().toString().replace('-', '_');

    @BeforeAll
    static void load() {
        LibTorch.load();
    }

    @Test
    void aVariableIsThereUntilTheEnd() {
        try (NativeEnvironment environment = NativeEnvironment.with(Map.of(name, "some value"))) {
            assertThat(torch.get_env(name).get().getString()).isEqualTo("some value");
            assertThat(torch.has_env("PATH")).isTrue();
        }
        assertThat(torch.has_env(name)).isFalse();
        assertThat(torch.has_env("PATH")).isTrue();
    }

    @Test
    void aVariableThatIsThereKeepsItsValue() {
        torch.set_env(name, "the user's", true);
        try (NativeEnvironment environment = NativeEnvironment.with(Map.of(name, "ours"))) {
            assertThat(torch.get_env(name).get().getString()).isEqualTo("the user's");
        }
        assertThat(torch.get_env(name).get().getString()).isEqualTo("the user's");
    }

    @Test
    void whatOthersSetMeanwhileStays() {
        try (NativeEnvironment environment = NativeEnvironment.with(Map.of(name, "ours"))) {
            torch.set_env(name + "_2", "another's", true);
        }
        assertThat(torch.get_env(name + "_2").get().getString()).isEqualTo("another's");
    }

    @Test
    void javaAndItsChildrenDoNotSeeIt() {
        try (NativeEnvironment environment = NativeEnvironment.with(Map.of(name, "ours"))) {
            assertThat(System.getenv()).doesNotContainKey(name);
            assertThat(new ProcessBuilder().environment()).doesNotContainKey(name);
        }
    }
}
