/**
 * Latents of recordings on many machines, by Apache Spark.
 *
 * <p>{@link LatentTransformer} is what programs call: a Dataset of files becomes a Dataset of {@link LatentTable}'s
 * columns. What happens on an executor:
 *
 * <ol>
 * <li>{@code PartitionEncoder} is the task: it finds out its {@code TaskDevices}, and borrows the encoder of these from
 *     {@code ExecutorEncoders}, which opens each once for all tasks of the process;
 * <li>{@code RowsAhead} goes through the task's files: the next ones are decoded on as many threads as the task has cores,
 *     within an {@code AudioBudget} of the process, and those that are decoded wait for the device together with the clips
 *     of the other tasks;
 * <li>a file that fails becomes a row with a failure, a device that fails ends the task, which Spark tries again.
 * </ol>
 */
package io.github.metis8d.spark;
