package io.github.metis8d;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LatentsTest {
    @Property
    void rowsAreTheFlatArrayCutInEights(@ForAll @Size(max = 50) float[] start) {
        float[] flat = java.util.Arrays.copyOf(start, start.length / 8 * 8);
        Latents latents = new Latents(flat);
        float[][] rows = latents.toArray();
        assertThat(latents.frames()).isEqualTo(flat.length / 8);
        for (int t = 0; t < rows.length; t++) {
            for (int d = 0; d < 8; d++) {
                assertThat(rows[t][d]).isEqualTo(flat[t * 8 + d]).isEqualTo(latents.get(t, d));
            }
        }
        assertThat(Latents.of(rows)).isEqualTo(latents).hasSameHashCodeAs(latents);
    }

    @Test
    void rowsOfOtherLengthsAreRefused() {
        assertThatThrownBy(() -> new Latents(new float[9])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Latents.of(new float[][] {new float[7]})).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Latents(new float[8]).get(0, 8)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
