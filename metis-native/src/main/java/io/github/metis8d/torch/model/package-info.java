/**
 * The model, beside which the paper can lie. One class is one layer, built of named {@link Weights} and sizes, with one
 * {@code forward}; how its products are computed is left to the {@link Operations} of the device.
 *
 * <p>A batch is the rows of its clips one below the other, (R, C), with {@link ClipRows} to tell whose they are. Linear
 * layers and norms over channels see rows; what looks over time sees clips. One pass, in order
 * ({@link Metis8dModel#forward}):
 *
 * <ol>
 * <li>{@link LogMel}: samples to 80 {@linkplain MelFilterBank mel} bins every 10 ms in float64, normalised over the clip with
 *     {@linkplain PairwiseSum NumPy's sums}, two frames to a row.
 * <li>{@link W2vBert}: norm and projection to the hidden size, then 17 times {@link ConformerLayer}, which adds to its rows
 *     <ol>
 *     <li>half of {@link FeedForward},
 *     <li>{@link RelativeKeyAttention}, whose middle is an {@link AttentionCore},
 *     <li>{@link ConvolutionModule}, whose middle is a {@link GatedConvolution},
 *     <li>half of another {@link FeedForward},
 *     </ol>
 *     and norms what comes of it.
 * <li>Each hidden channel minus its mean, over its deviation.
 * <li>{@link RepCodec}: a {@linkplain TimeConvolution convolution}, 12 times {@link ConvNeXtBlock}, a projection to the hidden
 *     size and one to the 8 latents.
 * </ol>
 *
 * <p>{@link Compute} is what layers know of the device. {@link LibTorchOperations} defines what is right everywhere; the
 * packages {@code cpu} and {@code cuda} have what is faster.
 */
package io.github.metis8d.torch.model;
