package io.github.metis8d.torch.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class RowRoundingProperties {
    @Property
    void aBatchHasAtLeastTheRowsOfItsClipsAndNeverFewerThanASmallerOne(
            @ForAll RowRounding rounding, @ForAll @IntRange(min = 1, max = 200_000) int needed) {
        int rows = rounding.rows(needed);
        assertThat(rows).isGreaterThanOrEqualTo(needed).isLessThanOrEqualTo(rounding.rows(needed + 1));
        assertThat(rounding.rows(rows)).isEqualTo(rows);
    }

    @Property
    void thereIsRoomForWhatMustLieBetweenClips(
            @ForAll RowRounding rounding,
            @ForAll @IntRange(min = 1, max = 100_000) int rows,
            @ForAll @IntRange(max = 100_000) int needed) {
        assertThat(rounding.room(rows, needed)).isGreaterThanOrEqualTo(needed);
    }

    @Property
    void onACpuPaddingIsSmall(@ForAll @IntRange(min = 512, max = 200_000) int needed) {
        assertThat(RowRounding.FINE.rows(needed) - needed).isLessThan((int) (0.016 * needed));
    }

    @Example
    void upToAFullBatchThereAreSixteenNumbersOfRows() {
        assertThat(IntStream.rangeClosed(1, RowRounding.FULL)
                        .map(RowRounding.FEW::rows)
                        .distinct()
                        .toArray())
                .hasSize(16)
                .endsWith(RowRounding.FULL);
    }

    /** Log-normal lengths of 1 to 30 s, first come first served, as a job hands them over. */
    @Example
    void aLongJobIsPaddedByLessThanTwoInAHundred() {
        Random random = new Random(1);
        long rows = 0;
        long padded = 0;
        int batch = 0;
        for (int clip = 0; clip < 100_000; clip++) {
            double seconds = Math.min(30, Math.max(1, 5 * Math.exp(0.6 * random.nextGaussian())));
            int length = (int) (50 * seconds);
            if (batch + length > RowRounding.FULL) {
                rows += batch;
                padded += RowRounding.FEW.rows(batch);
                batch = 0;
            }
            batch += length;
        }
        assertThat((double) (padded - rows) / padded).isLessThan(0.02);
    }
}
