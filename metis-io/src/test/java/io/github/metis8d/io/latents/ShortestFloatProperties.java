package io.github.metis8d.io.latents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.io.NumberOutput;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;

class ShortestFloatProperties {
    @Property(tries = 20_000)
    void itIsWhatJacksonWrites(@ForAll int bits) {
        assertSame(Float.intBitsToFloat(bits));
    }

    @Property
    void amongLatentsToo(@ForAll @FloatRange(min = -10, max = 10) float latent) {
        assertSame(latent);
    }

    @Example
    void atEveryPowerOfTwo() {
        for (int exponent = -149; exponent < 128; exponent++) {
            float power = Math.scalb(1f, exponent);
            assertSame(power);
            assertSame(-power);
            assertSame(Math.nextUp(power));
            assertSame(Math.nextDown(power));
        }
        assertSame(0f);
        assertSame(-0f);
        assertSame(Float.MAX_VALUE);
    }

    private static void assertSame(float value) {
        if (Float.isFinite(value)) {
            assertThat(ShortestFloat.text(value)).isEqualTo(NumberOutput.toString(value, true));
        }
    }
}
