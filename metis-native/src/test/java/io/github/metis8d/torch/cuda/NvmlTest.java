package io.github.metis8d.torch.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metis8d.torch.LibTorch;
import io.github.metis8d.torch.TorchBackendProvider;
import java.util.List;
import org.junit.jupiter.api.Test;

class NvmlTest {
    @Test
    void aGpuThatTheProcessDoesNotSeeHasNoStatusAndAskingAgainIsNoErrorEither() {
        List<String> unseen = List.of("cuda:" + LibTorch.cudaDevices());
        TorchBackendProvider provider = new TorchBackendProvider();
        assertThat(provider.status(unseen)).isEmpty();
        assertThat(provider.status(unseen)).isEmpty();
    }

    @Test
    void theCpuHasNoStatus() {
        assertThat(new TorchBackendProvider().status(List.of("cpu"))).isEmpty();
    }
}
