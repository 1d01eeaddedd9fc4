package io.github.metis8d.torch.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metis8d.torch.Golden;
import io.github.metis8d.torch.TestDevice;
import io.github.metis8d.torch.runtime.DirectTransfer;
import io.github.metis8d.torch.runtime.HostArrays;
import io.github.metis8d.torch.runtime.LibTorch;
import io.github.metis8d.torch.runtime.Transfer;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;

class PairwiseSumProperties {
    @BeforeContainer
    static void load() {
        LibTorch.load();
    }

    @Property(tries = 300)
    void everyClipIsSummedInNumPysOrder(
            @ForAll @Size(min = 1, max = 6) int[] seeds, @ForAll @IntRange(max = 3) int scale) {
        int[] lengths = new int[seeds.length];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = 2 + Math.floorMod(seeds[i], new int[] {20, 300, 1100, 5000}[scale]);
        }
        try (PointerScope scope = new PointerScope()) {
            Transfer transfer = new DirectTransfer(new Device(TestDevice.NAME));
            ClipRows clips = new ClipRows(lengths, RowRounding.FINE, transfer);
            float[] values = new float[2 * clips.rows()];
            Random random = new Random(seeds[0]);
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(5)));
            }
            Tensor x = HostArrays.tensor(values, transfer).view(values.length, 1);
            float[] sums = Golden.floats(new PairwiseSum(clips, transfer).over(x));
            for (int clip = 0; clip < lengths.length; clip++) {
                assertThat(sums[clip]).isEqualTo(numPySum(values, 2 * clips.first(clip), lengths[clip]));
            }
        }
    }

    /** NumPy's pairwise_sum as it is written there. */
    private static float numPySum(float[] a, int from, int n) {
        if (n < 8) {
            float sum = 0;
            for (int i = 0; i < n; i++) {
                sum += a[from + i];
            }
            return sum;
        }
        if (n <= 128) {
            float[] r = new float[8];
            System.arraycopy(a, from, r, 0, 8);
            int i = 8;
            for (; i < n - n % 8; i += 8) {
                for (int lane = 0; lane < 8; lane++) {
                    r[lane] += a[from + i + lane];
                }
            }
            float sum = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));
            for (; i < n; i++) {
                sum += a[from + i];
            }
            return sum;
        }
        int half = n / 2;
        half -= half % 8;
        return numPySum(a, from, half) + numPySum(a, from + half, n - half);
    }
}
