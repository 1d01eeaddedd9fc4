/**
 * 16 kHz speech to 8-D continuous semantic latents: the public API.
 *
 * <p><em>The way of a clip.</em> {@link Metis8dEncoder#submit} checks its samples and puts it into the one queue of the
 * encoder, {@code Batcher}, as a {@code Clip} with a future. A {@code DeviceWorker}, one thread for each device, takes a
 * batch out: as many clips as fit into the seconds that the device takes, in the order in which they came, while single
 * clips and groups take turns. {@code BatchesInFlight} gives it to the {@link io.github.metis8d.spi.Backend}, waits for the
 * answers, and tries it in halves if it fails, so that only the clip that is to blame does. {@code Answers} completes the
 * future on a thread of its own, so that what a caller does next holds up no device.
 *
 * <p><em>Errors</em> are {@link MetisException}s. A device that fails is taken out of the encoder, and the others take over
 * what it had ({@link DeviceFailedException} where there is none).
 */
package io.github.metis8d;
