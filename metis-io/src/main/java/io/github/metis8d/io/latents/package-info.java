/**
 * Latents in files: what writes them so that a job may be killed at any moment, what reads and what merges them.
 *
 * <p><em>The life of an output</em> that shall be {@code NAME}:
 *
 * <ol>
 * <li>{@link OutputFormat} opens a {@link JobOutput}, which takes {@code .NAME.lock}: a second job is refused. The system
 *     lets go of it when the process ends, however it ends.
 * <li>Entries go to {@code NAME.partial}; in a folder each file has a {@code .partial} of its own. What made them (the model,
 *     the precision, the audio folder) and each source's {@link SourceStamp} go to the record, {@code NAME.job}
 *     ({@code JobRecord}).
 * <li>{@link JobOutput#flush} forces both to disk. Whatever is killed after that finds at least so much again: whole entries
 *     are kept, a torn one is cut off.
 * <li>{@link JobOutput#finish} publishes: {@code NAME.partial} is renamed to {@code NAME} in one step, and a folder gets its
 *     {@code success.json}. The record stays beside it, for those who add to it.
 * </ol>
 *
 * <p>{@link LatentReader} reads any format, entry after entry; {@link LatentMerge} joins finished outputs. Files that failed
 * are listed beside the output in {@code NAME.failures.json}, by {@code FailureLog} of the package {@code job}. docs/jobs.md
 * tells the same to those who run jobs.
 */
package io.github.metis8d.io.latents;
