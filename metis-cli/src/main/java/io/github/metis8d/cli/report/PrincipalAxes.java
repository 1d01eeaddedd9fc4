package io.github.metis8d.cli.report;

import io.github.metis8d.Latents;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * The directions in which the files' mean latents differ most: the eigenvectors of their covariance.
 *
 * @param centre the mean over the files
 * @param axes a unit vector each, the largest variance first; its largest part is positive, so that a map is not
 *     mirrored by chance
 * @param variances along each axis
 */
record PrincipalAxes(double[] centre, double[][] axes, double[] variances) {
    private static final int N = Latents.DIMENSIONS;

    static PrincipalAxes of(FileTable files) {
        double[] centre = new double[N];
        int count = 0;
        for (int file = 0; file < files.size(); file++) {
            if (files.hasMeans(file)) {
                count++;
                for (int d = 0; d < N; d++) {
                    centre[d] += files.mean(file, d);
                }
            }
        }
        for (int d = 0; d < N; d++) {
            centre[d] /= Math.max(1, count);
        }
        return ofCovariance(centre, covariance(files, centre, Math.max(1, count)));
    }

    private static DMatrixRMaj covariance(FileTable files, double[] centre, int count) {
        DMatrixRMaj covariance = new DMatrixRMaj(N, N);
        for (int file = 0; file < files.size(); file++) {
            if (!files.hasMeans(file)) {
                continue;
            }
            for (int i = 0; i < N; i++) {
                for (int j = 0; j < N; j++) {
                    covariance.add(i, j, (files.mean(file, i) - centre[i]) * (files.mean(file, j) - centre[j]) / count);
                }
            }
        }
        return covariance;
    }

    private static PrincipalAxes ofCovariance(double[] centre, DMatrixRMaj covariance) {
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(N, true, true);
        if (!eigen.decompose(covariance)) {
            throw new IllegalStateException("the covariance has no eigenvectors: " + covariance);
        }
        int[] order = IntStream.range(0, N)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -eigen.getEigenvalue(i).getReal()))
                .mapToInt(i -> i)
                .toArray();
        double[][] axes = new double[N][];
        double[] variances = new double[N];
        for (int i = 0; i < N; i++) {
            axes[i] = directed(eigen.getEigenVector(order[i]).getData());
            variances[i] = Math.max(0, eigen.getEigenvalue(order[i]).getReal());
        }
        return new PrincipalAxes(centre, axes, variances);
    }

    private static double[] directed(double[] vector) {
        double largest = 0;
        for (double part : vector) {
            largest = Math.abs(part) > Math.abs(largest) + 1e-9 ? part : largest;
        }
        double sign = Math.signum(largest);
        return Arrays.stream(vector).map(part -> sign * part).toArray();
    }

    /** Where a file lies on an axis, from 0; NaN if it has no means. */
    double place(FileTable files, int file, int axis) {
        double place = 0;
        for (int d = 0; d < N; d++) {
            place += (files.mean(file, d) - centre[d]) * axes[axis][d];
        }
        return place;
    }

    /** The share of the files' variance that lies along an axis, 0 to 1. */
    double share(int axis) {
        double sum = Arrays.stream(variances).sum();
        return sum > 0 ? variances[axis] / sum : 0;
    }
}
