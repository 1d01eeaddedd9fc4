package io.github.metis8d.torch;

import io.github.metis8d.Precision;

/**
 * The device that the tests run on: the CPU, or the GPU that the property {@code metis.test.device} names, as in
 * {@code mvn -Pcuda verify -Dmetis.test.device=cuda:0}. If that is missing, the tests fail.
 */
public final class TestDevice {
    public static final String NAME = System.getProperty("metis.test.device", "cpu");

    private TestDevice() {}

    /** The way of this machine. */
    static ComputePath path(Precision precision) {
        return ComputePath.of(NAME, precision);
    }

    public static boolean isCpu() {
        return NAME.equals("cpu");
    }

    /** How far latents may be from the reference's, in parts of their norm: float32 is added in another order on a GPU. */
    public static double tolerance(Precision precision) {
        return switch (precision) {
            case FP32 -> isCpu() ? 2e-5 : 1e-4;
            case TF32 -> 0.03;
            case BF16 -> 0.06;
            case FP16 -> 0.01;
        };
    }
}
