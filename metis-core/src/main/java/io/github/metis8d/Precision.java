package io.github.metis8d;

/**
 * The number format of the model's weights and matrix products.
 *
 * <p>Whatever the precision, the log-mel filter bank is computed in 64-bit floating point, and the latents come back as
 * 32-bit floats.
 */
public enum Precision {
    /** 32-bit floats throughout. The reference; the default. */
    FP32,
    /**
     * 32-bit floats in memory, reduced-precision products: TF32 on CUDA, LibTorch's "medium" products on CPUs that have
     * them.
     */
    TF32,
    /** bfloat16 weights and activations: 8 bits of exponent, 8 of precision. */
    BF16,
    /** IEEE half-precision weights and activations: 5 bits of exponent, 11 of precision. */
    FP16
}
