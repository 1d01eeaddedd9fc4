package io.github.metis8d.torch.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metis8d.Precision;
import org.junit.jupiter.api.Test;

class ModelProductsTest {
    @Test
    void countsWhatSeventeenLayersMultiply() {
        // By hand: two feed-forwards of 2 x 1024 x 4096, 4 x 1024 x 1024 in attention, 3 x 1024 x 1024 about the
        // convolution.
        double multiplyAdds = 17 * (4.0 * 1024 * 4096 + 7.0 * 1024 * 1024);
        assertThat(ModelProducts.published().operationsPerRow()).isEqualTo(2 * multiplyAdds);
    }

    @Test
    void measuresARate() {
        assertThat(ModelProducts.published().rate(System.getProperty("metis.test.device", "cpu"), Precision.FP32, 8))
                .isPositive();
    }
}
