package io.github.metis8d.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PrincipalAxesTest {
    @Test
    void theFirstAxisIsThatOfTheLargestVariance() {
        Means means = new Means();
        Random random = new Random(1);
        for (int i = 0; i < 2000; i++) {
            double large = 3 * random.nextGaussian();
            double small = random.nextGaussian();
            means.file(10 + (large - small) / Math.sqrt(2), (large + small) / Math.sqrt(2));
        }
        PrincipalAxes axes = PrincipalAxes.of(means.table());
        assertThat(axes.centre()[0]).isCloseTo(10, within(0.2));
        assertThat(Math.abs(axes.axes()[0][0])).isCloseTo(Math.sqrt(0.5), within(0.02));
        assertThat(axes.axes()[0][1]).isCloseTo(axes.axes()[0][0], within(0.04));
        assertThat(axes.variances()[0]).isCloseTo(9, within(0.6));
        assertThat(axes.variances()[1]).isCloseTo(1, within(0.1));
        assertThat(axes.share(0)).isCloseTo(0.9, within(0.02));
        assertThat(axes.share(5)).isCloseTo(0, within(1e-9));
    }

    @Test
    void anAxisPointsWhereItsLargestPartIsPositive() {
        Means means = new Means().file(-1, 0.5).file(1, -0.5).file(3, -1.5);
        assertThat(PrincipalAxes.of(means.table()).axes()[0][0]).isPositive();
    }

    @Test
    void filesWithoutMeansHaveNoPlaceAndMoveNoOthers() {
        Means means = new Means().file(1).file(3).file(Double.NaN);
        PrincipalAxes axes = PrincipalAxes.of(means.table());
        assertThat(axes.centre()[0]).isEqualTo(2);
        assertThat(axes.place(means.table(), 0, 0)).isCloseTo(-1, within(1e-6));
        assertThat(axes.place(means.table(), 2, 0)).isNaN();
    }

    @Test
    void ofNothingAndOfOneFileThereAreAxesAllTheSame() {
        assertThat(PrincipalAxes.of(new FileTable()).share(0)).isZero();
        assertThat(PrincipalAxes.of(new Means().file(1, 2).table()).variances()).containsOnly(0);
    }
}
