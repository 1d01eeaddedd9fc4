/**
 * The job that turns a tree of audio into latents.
 *
 * <p>{@link AudioTree} lists the files, {@link Shard} and {@link SourceChanges} choose among them, {@link ExtractionJob} goes
 * through them once:
 *
 * <ol>
 * <li>{@code ReadAhead} decodes the next files on some threads, within a {@code SampleBudget} of memory;
 * <li>{@code Feeder} hands them to the encoder in the order of the list, about a batch at a time;
 * <li>{@link ExtractionJob#run} awaits the answers in the same order and writes them to a
 *     {@link io.github.metis8d.io.latents.LatentWriter}, forces them to disk after every so many files, and tells the
 *     {@link ExtractionListener};
 * <li>a file that fails becomes a {@link Failure}, which {@link FailureLog} keeps in {@code NAME.failures.json} until it is
 *     encoded after all; so many in a row end the job ({@link TooManyFailuresException}).
 * </ol>
 *
 * <p>The life of the output itself ({@code .partial}, {@code .job}, {@code .lock}, publishing) is told by the package
 * {@link io.github.metis8d.io.latents}.
 */
package io.github.metis8d.io.job;
