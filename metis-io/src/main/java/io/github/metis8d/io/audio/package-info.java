/**
 * Audio of any format to 16 kHz mono samples, as the reference reads and resamples them.
 *
 * <p>{@link AudioDecoder} takes a file, memory, a channel or a stream ({@code AudioBytes}, {@code ByteSource}).
 * {@code AudioStream} finds out what it is: WAV is read here ({@code WaveHeader}, {@code WavePackets}), all else by FFmpeg
 * ({@code FfmpegInput}, {@code ContainerPackets}) and Opus by libopus ({@code OpusDecoder}). Each is a {@code PacketSource}
 * with a {@code PacketDecoder}. {@code ClipBuilder} averages the channels ({@code MonoMix}), resamples ({@code Resampler}) and
 * holds the limits on length. What is lost of a file is {@code Damage}; what is none is an {@link UndecodableException}.
 */
package io.github.metis8d.io.audio;
